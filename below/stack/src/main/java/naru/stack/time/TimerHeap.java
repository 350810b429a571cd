package naru.stack.time;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one stack, exact to the nanosecond.
 *
 * <p>A 4-ary heap ordered by deadline, and among equal deadlines by the order in which they were
 * set. So two runs with the same input fire the same timers in the same order.
 *
 * <p><b>Postponing is lazy.</b> TCP moves its retransmission timer later with every acknowledgment
 * and rarely lets it fire. {@link #set} to a later deadline therefore only writes the timer's own
 * field; the heap keeps the old, too early key. Before anything is read from the top of the heap, a
 * top whose key is too early is moved to where it belongs. Every key is at most the real deadline
 * of its timer, hence a top whose key is real is the earliest of all: {@link #deadline} and the
 * order of firing are exact, as though each timer had been moved at once.
 *
 * <p>Cost: postponing O(1), the rest O(log n). Keys lie in arrays of their own, so that sifting
 * does not touch the timers it passes. Confined to one thread.
 */
public final class TimerHeap {
  private static final int ARITY = 4;

  private @Nullable Timer[] timers = new @Nullable Timer[16];
  private long[] deadlines = new long[16];
  private long[] numbers = new long[16];
  private int size;
  private long nextNumber;

  /** While a pass of {@link #expire} runs: what is set in it is due no earlier than this. */
  private long floor = Long.MIN_VALUE;

  /**
   * Sets or moves a timer. A deadline that has passed is due at the next {@link #expire}; one that
   * is set from within {@code fire} is due after the {@code now} of that pass at the earliest, so
   * that a pass always ends. {@link Long#MAX_VALUE} cancels.
   */
  public void set(Timer timer, long deadline) {
    if (deadline == Long.MAX_VALUE) {
      cancel(timer);
      return;
    }
    timer.deadline = Math.max(deadline, floor);
    timer.number = nextNumber++;
    if (timer.index < 0) {
      insert(timer);
    } else if (timer.deadline < deadlines[timer.index]) {
      siftUp(timer.index, timer, timer.deadline, timer.number);
    }
  }

  /** Unsets a timer; nothing happens if it is not set. */
  public void cancel(Timer timer) {
    if (timer.index >= 0) {
      remove(timer);
    }
  }

  /** The earliest deadline, exact; {@link Long#MAX_VALUE}: none. */
  public long deadline() {
    settleTop();
    return size == 0 ? Long.MAX_VALUE : deadlines[0];
  }

  /** Fires every timer whose deadline is at or before {@code now}, in order. */
  public void expire(long now) {
    floor = now + 1;
    try {
      while (deadline() <= now && size > 0) {
        Timer timer = at(0);
        remove(timer);
        timer.fire(now);
      }
    } finally {
      floor = Long.MIN_VALUE;
    }
  }

  /** How many timers are set. */
  public int size() {
    return size;
  }

  /** Moves tops whose key is too early until the top's key is its timer's real deadline. */
  private void settleTop() {
    while (size > 0 && numbers[0] != at(0).number) {
      Timer top = at(0);
      siftDown(0, top, top.deadline, top.number);
    }
  }

  private void insert(Timer timer) {
    if (size == timers.length) {
      timers = Arrays.copyOf(timers, size * 2);
      deadlines = Arrays.copyOf(deadlines, size * 2);
      numbers = Arrays.copyOf(numbers, size * 2);
    }
    siftUp(size++, timer, timer.deadline, timer.number);
  }

  private void remove(Timer timer) {
    int hole = timer.index;
    timer.index = -1;
    timer.deadline = Long.MAX_VALUE;
    int last = --size;
    Timer moved = at(last);
    timers[last] = null;
    if (hole == last) {
      return;
    }
    long deadline = deadlines[last];
    long number = numbers[last];
    if (hole > 0 && before(deadline, number, (hole - 1) / ARITY)) {
      siftUp(hole, moved, deadline, number);
    } else {
      siftDown(hole, moved, deadline, number);
    }
  }

  private void siftUp(int from, Timer timer, long deadline, long number) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) / ARITY;
      if (!before(deadline, number, parent)) {
        break;
      }
      put(at, at(parent), deadlines[parent], numbers[parent]);
      at = parent;
    }
    put(at, timer, deadline, number);
  }

  private void siftDown(int from, Timer timer, long deadline, long number) {
    int at = from;
    while (true) {
      int child = earliestChild(at);
      if (child < 0 || before(deadline, number, child)) {
        break;
      }
      put(at, at(child), deadlines[child], numbers[child]);
      at = child;
    }
    put(at, timer, deadline, number);
  }

  private int earliestChild(int parent) {
    int first = parent * ARITY + 1;
    int end = Math.min(first + ARITY, size);
    int best = first < end ? first : -1;
    for (int i = first + 1; i < end; i++) {
      if (before(deadlines[i], numbers[i], best)) {
        best = i;
      }
    }
    return best;
  }

  private boolean before(long deadline, long number, int other) {
    long otherDeadline = deadlines[other];
    return deadline < otherDeadline || (deadline == otherDeadline && number < numbers[other]);
  }

  private void put(int at, Timer timer, long deadline, long number) {
    timers[at] = timer;
    deadlines[at] = deadline;
    numbers[at] = number;
    timer.index = at;
  }

  @SuppressWarnings("NullAway") // every place below size holds a timer
  private Timer at(int index) {
    return timers[index];
  }

  /** Throws if the heap is out of order. For tests. */
  void checkInvariants() {
    for (int i = 0; i < size; i++) {
      Timer timer = at(i);
      check(timer.index == i, "index", i);
      check(deadlines[i] <= timer.deadline, "key after deadline", i);
      check(numbers[i] <= timer.number, "key newer than timer", i);
      check(i == 0 || !before(deadlines[i], numbers[i], (i - 1) / ARITY), "order", i);
    }
    check(size == timers.length || timers[size] == null, "a timer past the end", size);
  }

  private static void check(boolean right, String what, int at) {
    if (!right) {
      throw new AssertionError(what + " at " + at);
    }
  }
}
