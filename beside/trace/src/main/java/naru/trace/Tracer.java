package naru.trace;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import naru.base.Clock;

/** Where spans come from and where they go when they end. One per program. Thread-safe. */
public final class Tracer {
  private final Clock clock;
  private final Consumer<SpanRecord> sink;
  private final SplittableRandom random;

  private Tracer(Clock clock, long seed, Consumer<SpanRecord> sink) {
    this.clock = clock;
    this.random = new SplittableRandom(seed);
    this.sink = sink;
  }

  /**
   * A tracer.
   *
   * @param clock the one clock of all entries
   * @param seed of the ids; a program takes it from a secure source, a test fixes it
   * @param sink gets every part as it ends
   */
  public static Tracer of(Clock clock, long seed, Consumer<SpanRecord> sink) {
    return new Tracer(clock, seed, sink);
  }

  /** A span to be used again and again by one connection. */
  public Span span() {
    return new Span(this);
  }

  /** Where a new connection tells its beginning. */
  public Prologue prologue() {
    return new Prologue(this);
  }

  public Clock clock() {
    return clock;
  }

  void accept(SpanRecord record) {
    sink.accept(record);
  }

  synchronized long nextId() {
    long id = random.nextLong();
    return id == 0 ? 1 : id;
  }
}
