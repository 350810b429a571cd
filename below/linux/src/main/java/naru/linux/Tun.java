package naru.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A TUN interface: what the kernel routes into it is read here, and what is written here arrives at
 * the kernel as if from a wire.
 *
 * <p>A frame is a little-endian virtio-net header of {@value #HEADER_BYTES} bytes and one IP
 * packet. The packet may be a super-segment of up to 64 KiB (TSO, USO), its checksum may be left to
 * the other side: both ways, so that one system call carries some forty packets. A read buffer must
 * hold {@link #MAX_FRAME_BYTES}, because the driver cuts what does not fit and says nothing.
 *
 * <p>The interface belongs to the network namespace of the thread that opens it ({@link
 * NetworkNamespace#call}); its queues then serve from any thread. It vanishes when it is closed.
 */
public final class Tun implements AutoCloseable {
  /** The bytes before the IP packet in every frame. */
  public static final int HEADER_BYTES = 10;

  /** The largest frame that can be read. */
  public static final int MAX_FRAME_BYTES = HEADER_BYTES + 65535;

  /** The kernel allows no more queues on one interface. */
  public static final int MAX_QUEUES = 256;

  private final String name;
  private final boolean segmentsUdp;
  private final List<TunQueue> queues;

  private Tun(String name, boolean segmentsUdp, List<TunQueue> queues) {
    this.name = name;
    this.segmentsUdp = segmentsUdp;
    this.queues = List.copyOf(queues);
  }

  /**
   * Makes the interface, or opens one that was made for this user, with one queue.
   *
   * @param name empty for one that the kernel chooses, {@code naru%d} for its number alone
   * @throws LinuxException with a hint, if the right or the driver is missing
   */
  public static Tun open(String name) {
    return open(name, 1);
  }

  /**
   * Makes or opens the interface with several queues: the kernel spreads flows over them and keeps
   * each flow on the queue that last wrote to it.
   *
   * @param queueCount 1 to {@value #MAX_QUEUES}; with more than 1 the interface is multi-queue
   */
  public static Tun open(String name, int queueCount) {
    if (!name.isEmpty() && !InterfaceRequest.isName(name)) {
      throw new IllegalArgumentException("'" + name + "' is no interface name");
    }
    if (queueCount < 1 || queueCount > MAX_QUEUES) {
      throw new IllegalArgumentException(queueCount + " queues: 1 to " + MAX_QUEUES + " are had");
    }
    List<TunQueue> queues = new ArrayList<>();
    try {
      String known = name;
      boolean segmentsUdp = false;
      for (int i = 0; i < queueCount; i++) {
        Descriptor descriptor = TunDevice.open();
        TunQueue queue = TunQueue.of(descriptor);
        queues.add(queue);
        known = TunDevice.attach(descriptor.number(), known, queueCount > 1);
        segmentsUdp = TunDevice.configure(descriptor.number());
      }
      return new Tun(known, segmentsUdp, queues);
    } catch (RuntimeException e) {
      queues.forEach(TunQueue::close);
      throw e;
    }
  }

  /**
   * Takes descriptors that somebody with the right has opened: inherited, or received by {@link
   * UnixSocket#receiveDescriptor}. No privilege is needed.
   *
   * @param fds one for each queue, now owned by the result; left open if this throws
   * @throws IllegalArgumentException if one was not opened with IFF_TUN, IFF_NO_PI and
   *     IFF_VNET_HDR, or they are of several interfaces
   */
  public static Tun of(int... fds) {
    Set<String> names = new TreeSet<>();
    boolean segmentsUdp = true;
    for (int fd : fds) {
      names.add(TunDevice.inspect(fd));
      TunDevice.nonBlocking(fd);
      segmentsUdp &= TunDevice.configure(fd);
    }
    if (names.size() != 1) {
      throw new IllegalArgumentException("queues of one interface are wanted, not of " + names);
    }
    List<TunQueue> queues = new ArrayList<>();
    for (int fd : fds) {
      queues.add(TunQueue.of(Descriptor.of("tun descriptor", fd)));
    }
    return new Tun(names.iterator().next(), segmentsUdp, queues);
  }

  /** The name that the interface has in its namespace. */
  public String name() {
    return name;
  }

  /** Whether UDP super-segments (USO) may be read and written; TCP's always may. */
  public boolean segmentsUdp() {
    return segmentsUdp;
  }

  /** The queues; each belongs to one thread at a time. */
  public List<TunQueue> queues() {
    return queues;
  }

  /** The only queue, or the first. */
  public TunQueue queue() {
    return queues.getFirst();
  }

  /** Closes every queue; only when no thread is within a call on one. */
  @Override
  public void close() {
    queues.forEach(TunQueue::close);
  }
}
