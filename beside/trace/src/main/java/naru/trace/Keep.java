package naru.trace;

/**
 * Which parts are kept: those that failed, always; those that took long, always; of the others a
 * share, within a budget. The choice falls by trace id, so that all parts of a trace agree.
 *
 * @param sample the share of ordinary traces to keep, 0 to 1
 * @param slowNanos from how long on a part counts as slow; {@link Long#MAX_VALUE} for never
 * @param perSecond how many ordinary traces are kept in a second at most; the share shrinks to it
 */
public record Keep(double sample, long slowNanos, int perSecond) {
  public Keep {
    if (!(sample >= 0 && sample <= 1)) {
      throw new IllegalArgumentException("a sample is a share from 0 to 1, not " + sample);
    }
    if (slowNanos < 0 || perSecond < 0) {
      throw new IllegalArgumentException("slowNanos and perSecond cannot be negative");
    }
  }

  /** Everything up to 50 traces a second, and what took a second or more. */
  public static Keep usual() {
    return new Keep(1, 1_000_000_000, 50);
  }
}
