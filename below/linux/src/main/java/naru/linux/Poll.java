package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Waits until one of a few descriptors can be read, or somebody calls {@link #wake}: the heart of
 * an event loop over TUN queues and captures. Waiting belongs to one thread; waking to any. A wait
 * allocates nothing.
 *
 * <p>ppoll(2) and not epoll(7): a loop has two or three descriptors, and this waits by the
 * nanosecond.
 */
public final class Poll implements AutoCloseable {
  private static final int POLLFD_BYTES = 8;
  private static final short POLLIN = 1;
  private static final int EFD_NONBLOCK_CLOEXEC = 0x800 | 0x80000;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_LONG, 1L);

  private final MemorySegment state = Libc.state(Arena.ofAuto());

  /** Nobody reads the errno of a wake, so that threads may overwrite each other's. */
  private final MemorySegment wakeState = Libc.state(Arena.ofAuto());

  private final MemorySegment fds;
  private final MemorySegment timeout = Arena.ofAuto().allocate(16, 8);
  private final MemorySegment counter = Arena.ofAuto().allocate(8, 8);
  private final int count;
  private final Descriptor event;

  private Poll(int[] watched) {
    event = Descriptor.of("eventfd", Libc.eventfd(0, EFD_NONBLOCK_CLOEXEC));
    count = watched.length;
    fds = Arena.ofAuto().allocate((long) (count + 1) * POLLFD_BYTES, 8);
    for (int i = 0; i <= count; i++) {
      fds.set(JAVA_INT, at(i), i < count ? watched[i] : event.number());
      fds.set(JAVA_SHORT, at(i) + 4, POLLIN);
    }
  }

  /** Watches these descriptors, which stay their owners'. */
  public static Poll of(int... watched) {
    return new Poll(watched);
  }

  /**
   * Waits.
   *
   * @param nanos at most so long; 0 or less not at all, {@link Long#MAX_VALUE} for ever
   * @return whether a descriptor is {@link #ready}; false when woken, interrupted or out of time
   */
  public boolean await(long nanos) {
    MemorySegment until = nanos == Long.MAX_VALUE ? MemorySegment.NULL : timeout(nanos);
    int n = Libc.ppoll(state, fds, count + 1L, until);
    if (n < 0 && n != -Errno.EINTR) {
      throw LinuxException.of("ppoll", -n);
    }
    if (n <= 0) {
      forget();
      return false;
    }
    boolean woken = ready(count);
    if (woken) {
      Libc.read(state, event.number(), counter.address(), 8);
    }
    return n > (woken ? 1 : 0);
  }

  /** Whether the i-th descriptor could be read, or has failed, when the last wait ended. */
  public boolean ready(int i) {
    return fds.get(JAVA_SHORT, at(i) + 6) != 0;
  }

  /** Ends the present wait, or else the next one. From any thread, until this is closed. */
  public void wake() {
    Libc.write(wakeState, event.number(), ONE.address(), ONE.byteSize());
  }

  private MemorySegment timeout(long nanos) {
    long wait = Math.max(0, nanos);
    timeout.set(JAVA_LONG, 0, wait / NANOS_PER_SECOND);
    timeout.set(JAVA_LONG, 8, wait % NANOS_PER_SECOND);
    return timeout;
  }

  private void forget() {
    for (int i = 0; i <= count; i++) {
      fds.set(JAVA_SHORT, at(i) + 6, (short) 0);
    }
  }

  private static long at(int i) {
    return (long) i * POLLFD_BYTES;
  }

  /** Closes the bell, not what was watched; only when nobody waits or wakes any more. */
  @Override
  public void close() {
    event.close();
  }
}
