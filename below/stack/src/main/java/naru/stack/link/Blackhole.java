package naru.stack.link;

/** A time in which everything that enters is lost, in nanoseconds of the pipe's clock. */
public record Blackhole(long fromNanos, long toNanos) {
  public Blackhole {
    if (toNanos < fromNanos) {
      throw new IllegalArgumentException("ends before it begins");
    }
  }

  /** Whether it swallows at this time: from inclusive, to exclusive. */
  boolean swallows(long now) {
    return now >= fromNanos && now < toNanos;
  }
}
