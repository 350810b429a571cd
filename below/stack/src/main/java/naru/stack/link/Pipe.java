package naru.stack.link;

import java.util.random.RandomGenerator;
import naru.base.Clock;

/**
 * Two links in one process, joined by a road in each direction.
 *
 * <p>What one end transmits arrives at the other when somebody calls {@link #expire}, never from
 * within {@code transmit}, be the delay 0. What receivers transmit while frames are delivered to
 * them is left to the next {@code expire}, even if it is due at the same time.
 *
 * <p>With the same seed, configuration and frames, two pipes deliver the same frames at the same
 * times. Every kind of impairment in every direction has its own dice: adding one does not change
 * what the others do.
 */
public final class Pipe implements Timed, AutoCloseable {
  private final Road forth;
  private final Road back;
  private final PipeEnd a;
  private final PipeEnd b;

  private Pipe(PipeConfig fromA, PipeConfig fromB, Clock clock, long seed) {
    forth = new Road("a>b ", fromA, clock, seed);
    back = new Road("b>a ", fromB, clock, seed);
    a = new PipeEnd("a", forth, back);
    b = new PipeEnd("b", back, forth);
  }

  /** A pipe that is the same in both directions. */
  public static Pipe of(PipeConfig config, Clock clock, RandomGenerator random) {
    return of(config, config, clock, random);
  }

  /** A pipe with a road of its own for what end a sends, and for what end b sends. */
  public static Pipe of(PipeConfig fromA, PipeConfig fromB, Clock clock, RandomGenerator random) {
    return new Pipe(fromA, fromB, clock, random.nextLong());
  }

  /** One end. */
  public PipeEnd a() {
    return a;
  }

  /** The other end. */
  public PipeEnd b() {
    return b;
  }

  @Override
  public long deadline() {
    return Math.min(forth.deadline(), back.deadline());
  }

  @Override
  public void expire(long now) {
    long forthMark = forth.begin(now);
    long backMark = back.begin(now);
    forth.deliver(now, forthMark);
    back.deliver(now, backMark);
  }

  /** Lets go of all that is on the way; nothing can be sent any more. */
  @Override
  public void close() {
    forth.close();
    back.close();
  }

  @Override
  public String toString() {
    return "pipe, forth " + forth.counters() + ", back " + back.counters();
  }
}
