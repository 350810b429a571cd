package naru.stack.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import naru.stack.link.Timed;
import naru.testkit.VirtualClock;

/**
 * Runs everything that waits for a time, in virtual time.
 *
 * <p>A step moves the clock to the earliest deadline, and wakes every participant that is due, in
 * the order in which they were added; after that the {@link #afterEachStep} actions run. Nothing
 * else moves the clock, so a run is repeatable to the nanosecond.
 *
 * <p>A world that never comes to rest (two ends that answer each other forever) fails after a
 * bounded number of steps.
 */
public final class VirtualWorld {
  private static final long NEVER = Long.MAX_VALUE;

  private final VirtualClock clock = new VirtualClock();
  private final List<Timed> participants = new ArrayList<>();
  private final List<Runnable> settlers = new ArrayList<>();
  private final PriorityQueue<Planned> plan = new PriorityQueue<>();
  private long maxSteps = 10_000_000;
  private long maxStepsAtOnce = 100_000;
  private long steps;
  private long stepsAtOnce;
  private long planned;

  /** The world's clock. */
  public VirtualClock clock() {
    return clock;
  }

  /** The time now, in nanoseconds. */
  public long now() {
    return clock.nanos();
  }

  /** Adds something that waits for a time. */
  public void add(Timed participant) {
    participants.add(participant);
  }

  /** Something to do after every step, such as flushing a stack. */
  public void afterEachStep(Runnable settler) {
    settlers.add(settler);
  }

  /** Something to do at a time, before any participant that is due then. */
  public void at(long nanos, Runnable action) {
    plan.add(new Planned(Math.max(nanos, now()), planned++, action));
  }

  /** How many steps the whole life of this world, and a single instant of it, may have. */
  public void limits(long maxSteps, long maxStepsAtOnce) {
    this.maxSteps = maxSteps;
    this.maxStepsAtOnce = maxStepsAtOnce;
  }

  /** How many steps there were. */
  public long steps() {
    return steps;
  }

  /** Runs until nothing is left to wait for. */
  public void run() {
    settle();
    while (earliest() != NEVER) {
      step();
    }
  }

  /** Runs all that is due up to and including this time, at which the clock then stands. */
  public void runUntil(long nanos) {
    settle();
    while (earliest() <= nanos) {
      step();
    }
    clock.moveTo(Math.max(nanos, now()));
  }

  /** Runs for so many nanoseconds. */
  public void runFor(long nanos) {
    runUntil(Math.addExact(now(), nanos));
  }

  /**
   * Runs until the condition holds, looking after each step.
   *
   * @return false if it did not hold when nothing was left, or when the time was over
   */
  public boolean runUntil(BooleanSupplier condition, long latestNanos) {
    settle();
    while (!condition.getAsBoolean()) {
      if (earliest() > latestNanos || earliest() == NEVER) {
        return false;
      }
      step();
    }
    return true;
  }

  /** When the next step is due; {@link Long#MAX_VALUE}: nothing is left. */
  public long earliest() {
    Planned next = plan.peek();
    long earliest = next == null ? NEVER : next.nanos;
    for (Timed participant : participants) {
      earliest = Math.min(earliest, participant.deadline());
    }
    return earliest;
  }

  private void step() {
    long due = Math.max(earliest(), now());
    count(due);
    clock.moveTo(due);
    while (!plan.isEmpty() && plan.peek().nanos <= due) {
      plan.remove().action.run();
    }
    for (Timed participant : List.copyOf(participants)) {
      if (participant.deadline() <= due) {
        participant.expire(due);
      }
    }
    settle();
  }

  private void count(long due) {
    stepsAtOnce = due == now() ? stepsAtOnce + 1 : 0;
    steps++;
    if (steps > maxSteps || stepsAtOnce > maxStepsAtOnce) {
      throw new AssertionError(
          "the world does not come to rest: "
              + steps
              + " steps, "
              + stepsAtOnce
              + " of them at "
              + now()
              + " ns; "
              + waiting());
    }
  }

  private String waiting() {
    StringBuilder text = new StringBuilder("waiting:");
    for (Timed participant : participants) {
      long deadline = participant.deadline();
      if (deadline != NEVER) {
        text.append(' ').append(participant).append(" until ").append(deadline).append(';');
      }
    }
    return text.toString();
  }

  private void settle() {
    settlers.forEach(Runnable::run);
  }

  private record Planned(long nanos, long number, Runnable action) implements Comparable<Planned> {
    @Override
    public int compareTo(Planned other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }
}
