package naru.stack.tcp;

import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * Ephemeral ports (RFC 6056 s. 3.3.3, algorithm 3): a counter from a starting point that is a
 * secret hash of the addresses and the remote port.
 *
 * <p>Nobody outside can guess the port of the next connection, and one remote socket sees the ports
 * in order, so that none is used again before all others were.
 */
final class PortPicker {
  /** The first port by default. */
  static final int FIRST = 32_768;

  /** The last port by default. */
  static final int LAST = 60_999;

  private final long key0;
  private final long key1;
  private final int first;
  private final int count;
  private int next;

  private PortPicker(int first, int last, RandomGenerator random) {
    if (first < 1 || last > 65_535 || first > last) {
      throw new IllegalArgumentException("no range of ports: " + first + ".." + last);
    }
    this.first = first;
    this.count = last - first + 1;
    key0 = random.nextLong();
    key1 = random.nextLong();
    next = random.nextInt(count);
  }

  static PortPicker of(RandomGenerator random) {
    return new PortPicker(FIRST, LAST, random);
  }

  /** Ports first..last, both included. */
  static PortPicker of(int first, int last, RandomGenerator random) {
    return new PortPicker(first, last, random);
  }

  /**
   * A free local port for a connection from the local (l) address to the remote (r) socket.
   *
   * @param taken whether a port cannot be used for it
   * @return 0 = all are taken
   */
  int pick(long lh, long ll, long rh, long rl, int rp, IntPredicate taken) {
    int offset = (int) Long.remainderUnsigned(SipHash.hash(key0, key1, lh, ll, rh, rl, rp), count);
    for (int tries = 0; tries < count; tries++) {
      int port = first + (next + offset) % count;
      next = (next + 1) % count;
      if (!taken.test(port)) {
        return port;
      }
    }
    return 0;
  }
}
