package naru.stack.link;

/** Something that must be woken at a time, with no clock and no thread of its own. */
public interface Timed {
  /** When {@link #expire} should be called, in nanoseconds; {@link Long#MAX_VALUE}: not at all. */
  long deadline();

  /** Does what is due at {@code now}. Harmless when nothing is. */
  void expire(long now);
}
