package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * One queue of a {@link Tun}: one descriptor, for one thread at a time.
 *
 * <p>Memory is given by its address, as {@code ByteBuf.memoryAddress()} tells it, so that frames
 * are read into and written from pooled direct buffers without a copy; the caller keeps it alive
 * for the call. No call blocks and none allocates. Nothing checks an address: a wrong one ends the
 * process or overwrites its memory.
 */
public final class TunQueue implements AutoCloseable {
  private static final int IOVEC_BYTES = 16;

  private final Descriptor descriptor;
  private final MemorySegment state = Libc.state(Arena.ofAuto());
  private final MemorySegment vector = Arena.ofAuto().allocate(2 * IOVEC_BYTES, 8);
  private long refused;
  private int lastRefusal;

  private TunQueue(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  static TunQueue of(Descriptor descriptor) {
    return new TunQueue(descriptor);
  }

  /** The descriptor's number, to wait on with {@link Poll}; -1 once closed. */
  public int fd() {
    return descriptor.number();
  }

  /**
   * Reads one frame.
   *
   * @param capacity bytes from {@code address} on; {@link Tun#MAX_FRAME_BYTES}, or frames are cut
   * @return the frame's length; -1 if there is none now
   * @throws LinuxException if the interface is gone
   */
  public int read(long address, int capacity) {
    long n = Libc.read(state, descriptor.number(), address, capacity);
    if (n >= 0) {
      return (int) n;
    }
    if (n == -Errno.EAGAIN || n == -Errno.EINTR) {
      return -1;
    }
    throw LinuxException.of("read from TUN", (int) -n);
  }

  /**
   * Writes one frame.
   *
   * @return false if the kernel did not take it: {@link #lastRefusal} says why
   * @throws LinuxException if the interface is gone
   */
  public boolean write(long address, int length) {
    return taken(Libc.write(state, descriptor.number(), address, length));
  }

  /** Writes one frame whose header and payload lie apart. */
  public boolean write(long header, int headerLength, long payload, int payloadLength) {
    vector.set(JAVA_LONG, 0, header);
    vector.set(JAVA_LONG, 8, headerLength);
    vector.set(JAVA_LONG, IOVEC_BYTES, payload);
    vector.set(JAVA_LONG, IOVEC_BYTES + 8, payloadLength);
    return taken(Libc.writev(state, descriptor.number(), vector, 2));
  }

  private boolean taken(long result) {
    if (result >= 0) {
      return true;
    }
    int errno = (int) -result;
    if (errno == Errno.EBADF || errno == Errno.EBADFD) {
      throw LinuxException.of("write to TUN", errno);
    }
    refused++;
    lastRefusal = errno;
    return false;
  }

  /** How many frames the kernel did not take. */
  public long refused() {
    return refused;
  }

  /** Why the last refused frame was: EIO the interface is down, EINVAL the frame is malformed. */
  public Optional<Errno> lastRefusal() {
    return lastRefusal == 0 ? Optional.empty() : Optional.of(new Errno(lastRefusal));
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
