package naru.gateway.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Consistent hashing on a ring (Karger et al., 1997): each target owns points by its weight, and a
 * key belongs to the first usable target at or behind it. A target that leaves gives its keys to
 * the others and takes them back when it returns; no other key moves. One that is starting takes
 * its keys back step by step. Points depend on addresses alone: every loop, restart and node has
 * the same ring.
 */
final class HashRing implements Balancer {
  private static final int POINTS_FOR_ONE = 160;
  private static final int MAX_POINTS = 64 * 1024;

  private final long[] points;
  private final int[] owners;
  private final int boundPercent;

  private HashRing(long[] points, int[] owners, int boundPercent) {
    this.points = points;
    this.owners = owners;
    this.boundPercent = boundPercent;
  }

  /**
   * A ring.
   *
   * @param boundPercent see {@link Bound}; 0 for none
   */
  static HashRing of(List<String> addresses, int[] weights, int boundPercent) {
    long all = IntStream.of(weights).asLongStream().sum();
    double each = Math.min(POINTS_FOR_ONE, (double) MAX_POINTS / all);
    record Point(long at, int owner) {}
    Point[] ring =
        IntStream.range(0, weights.length)
            .boxed()
            .flatMap(
                i ->
                    IntStream.range(0, Math.max(1, (int) (each * weights[i])))
                        .mapToObj(n -> new Point(hash(addresses.get(i) + "#" + n), i)))
            .sorted(Comparator.comparingLong(Point::at).thenComparingInt(Point::owner))
            .toArray(Point[]::new);
    return new HashRing(
        Arrays.stream(ring).mapToLong(Point::at).toArray(),
        Arrays.stream(ring).mapToInt(Point::owner).toArray(),
        boundPercent);
  }

  @Override
  public int pick(Scores scores, long key) {
    int at = Arrays.binarySearch(points, key);
    int start = at >= 0 ? at : -at - 1;
    long perWeight = Bound.of(scores, boundPercent);
    int first = -1;
    for (int n = 0; n < points.length; n++) {
      int owner = owners[(start + n) % points.length];
      if (scores.usable[owner]) {
        if (scores.takes(owner, key) && Bound.allows(scores, owner, perWeight)) {
          return owner;
        }
        first = first < 0 ? owner : first;
      }
    }
    return first;
  }

  @Override
  public Balancer another() {
    return this;
  }

  /** The hash of a text; see {@link #hash(byte[], int, int)}. */
  static long hash(String text) {
    byte[] b = text.getBytes(StandardCharsets.ISO_8859_1);
    return hash(b, 0, b.length);
  }

  /** FNV-1a over the bytes, then mixed (MurmurHash3's finalizer) so that all bits depend on all. */
  static long hash(byte[] b, int offset, int length) {
    long h = 0xcbf29ce484222325L;
    for (int i = offset; i < offset + length; i++) {
      h = (h ^ (b[i] & 0xff)) * 0x100000001b3L;
    }
    h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }
}
