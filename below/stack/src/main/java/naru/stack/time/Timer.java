package naru.stack.time;

/**
 * Something that happens at a time.
 *
 * <p>Intrusive: the timer itself remembers its place in the heap, so that setting, postponing and
 * cancelling look nothing up and allocate nothing. A timer belongs to one {@link TimerHeap}.
 */
public abstract class Timer {
  /** Place in the heap; -1 when not set. */
  int index = -1;

  /**
   * When it is due, in nanoseconds of the stack's clock. The heap may still hold an earlier key.
   */
  long deadline = Long.MAX_VALUE;

  /** Counts up with every {@link TimerHeap#set}; orders timers that are due at the same time. */
  long number;

  /**
   * Called once when the deadline has come; the timer is no longer set then and may be set again.
   */
  protected abstract void fire(long now);

  /** Whether it will fire. */
  public final boolean isSet() {
    return index >= 0;
  }

  /** When it will fire, in nanoseconds of the stack's clock; {@link Long#MAX_VALUE}: never. */
  public final long deadline() {
    return deadline;
  }
}
