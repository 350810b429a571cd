package naru.base;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long things took, counted in buckets, each with the trace of one that fell into it lately (an
 * exemplar). Recording takes some nanoseconds, makes no objects and never waits; numbers of threads
 * that record at the same time may be read a moment apart.
 *
 * <p>Buckets are upper bounds in the ratio 1, 2, 5 from half a millisecond to a minute, and one
 * without bound.
 */
public final class Histogram {
  private static final long[] BOUNDS = {
    500_000L,
    1_000_000L,
    2_000_000L,
    5_000_000L,
    10_000_000L,
    20_000_000L,
    50_000_000L,
    100_000_000L,
    200_000_000L,
    500_000_000L,
    1_000_000_000L,
    2_000_000_000L,
    5_000_000_000L,
    10_000_000_000L,
    20_000_000_000L,
    60_000_000_000L
  };
  private static final int BUCKETS = BOUNDS.length + 1;

  /** Words of an exemplar: two of the trace id, how long it took. */
  private static final int WORDS = 3;

  private final int lanes;
  private final AtomicLongArray counts;
  private final AtomicLongArray sums;
  private final AtomicLongArray exemplars = new AtomicLongArray(BUCKETS * WORDS);

  /**
   * Nothing counted yet.
   *
   * @param lanes how many threads record, each under a number of its own from 0; a number that is
   *     used by several loses counts
   */
  public Histogram(int lanes) {
    this.lanes = lanes;
    this.counts = new AtomicLongArray(lanes * BUCKETS);
    this.sums = new AtomicLongArray(lanes);
  }

  /** How many buckets there are. */
  public static int buckets() {
    return BUCKETS;
  }

  /** The upper bound of a bucket, in nanoseconds; {@link Long#MAX_VALUE} for the last. */
  public static long bound(int bucket) {
    return bucket < BOUNDS.length ? BOUNDS[bucket] : Long.MAX_VALUE;
  }

  /**
   * Counts one.
   *
   * @param lane the caller's number
   * @return the bucket that it fell into
   */
  public int record(int lane, long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS.length && nanos > BOUNDS[bucket]) {
      bucket++;
    }
    int at = lane * BUCKETS + bucket;
    counts.setRelease(at, counts.getPlain(at) + 1);
    sums.setRelease(lane, sums.getPlain(lane) + nanos);
    return bucket;
  }

  /** Names a trace that can be looked at as the example of a bucket. */
  public void exemplar(int bucket, long nanos, long traceHigh, long traceLow) {
    exemplars.setRelease(bucket * WORDS, traceHigh);
    exemplars.setRelease(bucket * WORDS + 1, traceLow);
    exemplars.setRelease(bucket * WORDS + 2, nanos);
  }

  /** How many fell into a bucket, those of smaller ones not included. */
  public long count(int bucket) {
    long sum = 0;
    for (int lane = 0; lane < lanes; lane++) {
      sum += counts.getAcquire(lane * BUCKETS + bucket);
    }
    return sum;
  }

  /** How many there were. */
  public long count() {
    long sum = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      sum += count(bucket);
    }
    return sum;
  }

  /** How long all took together, in nanoseconds. */
  public long sumNanos() {
    long sum = 0;
    for (int lane = 0; lane < lanes; lane++) {
      sum += sums.getAcquire(lane);
    }
    return sum;
  }

  /** The duration of a bucket's exemplar; 0 if there is none. */
  public long exemplarNanos(int bucket) {
    return exemplars.getAcquire(bucket * WORDS + 2);
  }

  /** The trace id of a bucket's exemplar, 32 hex digits. */
  public String exemplarTrace(int bucket) {
    return String.format(
        "%016x%016x",
        exemplars.getAcquire(bucket * WORDS), exemplars.getAcquire(bucket * WORDS + 1));
  }
}
