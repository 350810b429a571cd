package naru.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Sees the packets of one TCP flow of the kernel, as they pass an interface (packet(7)).
 *
 * <p>The kernel filters, so that other traffic costs one BPF run a packet and no copy. What matched
 * waits in the socket's buffer, bounded by {@value #BUFFER_BYTES} bytes; what does not fit is
 * counted by {@link #dropped}. Nothing matches before the filter is in place: the socket is made
 * for no protocol, and bound last.
 *
 * <p>Open it in the flow's network namespace; read it from one thread at a time.
 */
public final class PacketCapture implements AutoCloseable {
  /** Every interface of the namespace. */
  public static final String ANY = "";

  /** The least to keep: every header up to the ports. */
  public static final int HEADERS = 64;

  /** A whole packet, however large. */
  public static final int WHOLE = 65535;

  private static final int BUFFER_BYTES = 4 << 20;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_STATISTICS = 6;
  private static final int PACKET_AUXDATA = 8;
  private static final int SO_RCVBUF = 8;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_TIMESTAMPNS = 35;
  private static final short ETH_P_ALL_NETWORK_ORDER = Short.reverseBytes((short) 3);
  private static final int ADDRESS_BYTES = 20;

  private final Descriptor socket;
  private final PacketReader reader;
  private long dropped;

  private PacketCapture(Descriptor socket, PacketReader reader) {
    this.socket = socket;
    this.reader = reader;
  }

  /** Whether this process may capture packets (CAP_NET_RAW), on a system that can. */
  public static boolean available() {
    try {
      open().close();
      return true;
    } catch (LinuxException | UnsupportedOperationException | LinkageError e) {
      return false;
    }
  }

  /**
   * Begins to capture.
   *
   * @param interfaceName {@link #ANY} for all: a flow through a bridge is then seen on each of its
   *     interfaces
   * @param flow what to see
   * @param keepBytes of each packet, from the IP header on: {@link #HEADERS} to {@link #WHOLE}
   * @throws LinuxException with a hint, if the right is missing
   */
  public static PacketCapture open(String interfaceName, Flow flow, int keepBytes) {
    if (keepBytes < HEADERS || keepBytes > WHOLE) {
      throw new IllegalArgumentException(
          "keep " + keepBytes + " bytes: " + HEADERS + " to " + WHOLE);
    }
    int index = interfaceName.isEmpty() ? 0 : Interface.named(interfaceName).index();
    Descriptor socket = open();
    try (Arena arena = Arena.ofConfined()) {
      configure(socket.number());
      attach(socket.number(), FlowFilter.of(flow, keepBytes), arena);
      Libc.check("bind AF_PACKET", Sockets.bind(socket.number(), address(arena, index)));
      return new PacketCapture(socket, new PacketReader(flow, keepBytes));
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static Descriptor open() {
    int type = Sockets.SOCK_DGRAM | Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC;
    return Descriptor.of("socket AF_PACKET", Sockets.socket(Sockets.AF_PACKET, type, 0));
  }

  private static void configure(int fd) {
    if (Sockets.setOption(fd, Sockets.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES) < 0) {
      int result = Sockets.setOption(fd, Sockets.SOL_SOCKET, SO_RCVBUF, BUFFER_BYTES);
      Libc.check("setsockopt SO_RCVBUF", result);
    }
    int timestamps = Sockets.setOption(fd, Sockets.SOL_SOCKET, SO_TIMESTAMPNS, 1);
    Libc.check("setsockopt SO_TIMESTAMPNS", timestamps);
    int lengths = Sockets.setOption(fd, SOL_PACKET, PACKET_AUXDATA, 1);
    Libc.check("setsockopt PACKET_AUXDATA", lengths);
  }

  /** {@code struct sock_fprog}: a count and a pointer. */
  private static void attach(int fd, Bpf program, Arena arena) {
    MemorySegment code = arena.allocate((long) program.bytes().length, 8);
    code.copyFrom(MemorySegment.ofArray(program.bytes()));
    MemorySegment value = arena.allocate(16, 8);
    value.set(JAVA_SHORT, 0, (short) program.instructions().size());
    value.set(ADDRESS, 8, code);
    int result = Sockets.setOption(fd, Sockets.SOL_SOCKET, SO_ATTACH_FILTER, value);
    Libc.check("setsockopt SO_ATTACH_FILTER", result);
  }

  /** {@code struct sockaddr_ll}: family, protocol in network order, interface; 0 is every one. */
  static MemorySegment address(Arena arena, int interfaceIndex) {
    MemorySegment address = arena.allocate(ADDRESS_BYTES, 4);
    address.set(JAVA_SHORT, 0, (short) Sockets.AF_PACKET);
    address.set(JAVA_SHORT, 2, ETH_P_ALL_NETWORK_ORDER);
    address.set(JAVA_INT, 4, interfaceIndex);
    return address;
  }

  /** The descriptor's number, to wait on with {@link Poll}; -1 once closed. */
  public int fd() {
    return socket.number();
  }

  /**
   * Hands on every packet that waits, in the kernel's order; does not wait for one.
   *
   * @return how many there were
   */
  public int drain(Consumer<? super CapturedPacket> to) {
    return reader.drain(socket.number(), to);
  }

  /** How many packets the kernel dropped so far, because the buffer was full. */
  public long dropped() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statistics = arena.allocate(8, 4);
      int result = Sockets.option(socket.number(), SOL_PACKET, PACKET_STATISTICS, statistics);
      Libc.check("getsockopt PACKET_STATISTICS", result);
      dropped += statistics.get(JAVA_INT, 4) & 0xffffffffL;
      return dropped;
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
