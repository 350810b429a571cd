package naru.stack.ip;

import java.util.random.RandomGenerator;

/**
 * Identifications of packets that may be fragmented (RFC 6864 s. 4.3; RFC 7739 s. 5.3): counters
 * that start at keyed places, so that one peer cannot predict what another one sees.
 *
 * <p>Packets that cannot be fragmented need none (RFC 6864 s. 4.1).
 */
final class Identification {
  private static final int COUNTERS = 2048;

  private final KeyedHash hash;
  private final int[] counters = new int[COUNTERS];

  private Identification(RandomGenerator random) {
    hash = KeyedHash.of(random);
    for (int i = 0; i < COUNTERS; i++) {
      counters[i] = random.nextInt();
    }
  }

  static Identification of(RandomGenerator random) {
    return new Identification(random);
  }

  /** The next one of this pair of hosts: 32 bits, of which IPv4 uses the low 16. */
  int next(long srcHigh, long srcLow, long dstHigh, long dstLow, int protocol) {
    long h = hash.hash(srcHigh, srcLow, dstHigh, dstLow, protocol);
    return (int) h + counters[(int) (h >>> 32) & (COUNTERS - 1)]++;
  }
}
