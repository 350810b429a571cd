package naru.stack.tcp;

import java.util.random.RandomGenerator;

/**
 * Initial sequence numbers (RFC 6528): {@code ISN = M + F(addresses, ports, secret)}, where M
 * counts 4-microsecond ticks.
 *
 * <p>The numbers of one pair of sockets grow with time, so that a new connection is not mistaken
 * for its predecessor in TIME-WAIT; those of other pairs tell nothing about them.
 */
final class IsnSource {
  private static final long TICK_NANOS = 4_000;

  private final long key0;
  private final long key1;

  private IsnSource(RandomGenerator random) {
    key0 = random.nextLong();
    key1 = random.nextLong();
  }

  /** A source with its own secret; one in a stack. */
  static IsnSource of(RandomGenerator random) {
    return new IsnSource(random);
  }

  /**
   * The initial sequence number of a connection between the local (l) and the remote (r) socket.
   */
  int isn(long lh, long ll, int lp, long rh, long rl, int rp, long now) {
    long ports = (long) lp << 16 | rp;
    return (int) (now / TICK_NANOS + SipHash.hash(key0, key1, lh, ll, rh, rl, ports));
  }
}
