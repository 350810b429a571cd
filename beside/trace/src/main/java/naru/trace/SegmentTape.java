package naru.trace;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The segments of one part as they are recorded: the first {@link #FIRST} and the last {@link
 * #LAST}, so that a long transfer shows how it began and how it ended, in bounded memory. Takes no
 * memory until there is one.
 */
final class SegmentTape {
  static final int FIRST = 200;
  static final int LAST = 200;

  private static final int BEGIN = 16;
  private static final int LARGE = 64;

  private long[] words = new long[0];
  private @Nullable Event[] events = new Event[0];
  private long seen;

  /**
   * @param head as {@link Tape#head} makes it
   */
  void put(long head, long nanos, Event event) {
    int slot = slot(seen);
    if (slot == events.length) {
      int more = Math.min(FIRST + LAST, Math.max(BEGIN, slot * 2));
      words = Arrays.copyOf(words, more * 2);
      events = Arrays.copyOf(events, more);
    }
    words[slot * 2] = nanos;
    words[slot * 2 + 1] = head;
    events[slot] = event;
    seen++;
  }

  private static int slot(long index) {
    return (int) (index < FIRST ? index : FIRST + (index - FIRST) % LAST);
  }

  /** How many are here. */
  int count() {
    return (int) Math.min(seen, FIRST + LAST);
  }

  /** How many were between the first and the last that are here. */
  long leftOut() {
    return seen - count();
  }

  /** Where the i-th that is here lies, in the order of putting. */
  private int place(int i) {
    return slot(i < FIRST ? i : i + leftOut());
  }

  long nanos(int i) {
    return words[place(i) * 2];
  }

  long head(int i) {
    return words[place(i) * 2 + 1];
  }

  Event event(int i) {
    return Objects.requireNonNull(events[place(i)]);
  }

  boolean isLarge() {
    return events.length > LARGE;
  }

  /** Forgets everything, so that nothing is held alive. */
  void clear() {
    Arrays.fill(events, 0, count(), null);
    seen = 0;
  }
}
