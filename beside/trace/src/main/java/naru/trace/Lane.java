package naru.trace;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One recording thread's own things: a pool of tapes, the ring to the collector and the ring back,
 * ids and counters. The one shared lane serves virtual threads and threads beyond the bound of
 * lanes; it allocates its tapes and uses a lock-free queue.
 */
final class Lane {
  /** Tapes that may wait for the collector in one lane. */
  static final int CAPACITY = 256;

  private static final int POOLED = 64;

  private final Thread owner;
  private final boolean shared;

  /** From 0 to {@link Tracer#MAX_LANES}; no two lanes that live have the same. */
  final int number;

  private final Ids ids;
  private final ArrayDeque<Tape> pool = new ArrayDeque<>(POOLED);
  private final TapeRing out = new TapeRing(CAPACITY);
  private final TapeRing back = new TapeRing(CAPACITY);
  private final Queue<Tape> sharedOut = new ConcurrentLinkedQueue<>();
  private final AtomicLong sharedWaiting = new AtomicLong();

  /** What is read of a part for those who write a line about it; used again. */
  final PartFacts facts;

  /** Parts that ended. */
  final AtomicLong ended = new AtomicLong();

  /** Ordinary parts that came in from outside, kept or not: what the budget is measured on. */
  final AtomicLong entered = new AtomicLong();

  /** Parts dropped because the collector was behind. */
  final AtomicLong overrun = new AtomicLong();

  /** Ordinary parts that the sample left out. */
  final AtomicLong sampledOut = new AtomicLong();

  /** Events dropped because a tape was full. */
  final AtomicLong eventsDropped = new AtomicLong();

  Lane(Thread owner, boolean shared, long seed, int number) {
    this.number = number;
    this.facts = new PartFacts(number);
    this.owner = owner;
    this.shared = shared;
    this.ids = new Ids(seed, shared);
  }

  boolean isMine() {
    return !shared && owner == Thread.currentThread();
  }

  boolean isDead() {
    return !shared && !owner.isAlive() && out.size() == 0;
  }

  long nextId() {
    return ids.next();
  }

  /** A blank tape. */
  Tape take() {
    if (shared) {
      return new Tape();
    }
    Tape pooled = pool.pollLast();
    return pooled == null ? back.poll().orElseGet(Tape::new) : pooled;
  }

  /** Hands a tape to the collector, or drops it. */
  void give(Tape tape) {
    if (shared ? !offerShared(tape) : !out.offer(tape)) {
      count(overrun);
      recycle(tape);
    }
  }

  private boolean offerShared(Tape tape) {
    if (sharedWaiting.incrementAndGet() > CAPACITY) {
      sharedWaiting.decrementAndGet();
      return false;
    }
    return sharedOut.add(tape);
  }

  /** Takes a tape back on the recording thread. */
  void recycle(Tape tape) {
    if (!shared && pool.size() < POOLED && !tape.isLarge()) {
      tape.clear();
      pool.addLast(tape);
    }
  }

  /** On the collector: the oldest tape. */
  Optional<Tape> poll() {
    if (!shared) {
      return out.poll();
    }
    Optional<Tape> tape = Optional.ofNullable(sharedOut.poll());
    tape.ifPresent(t -> sharedWaiting.decrementAndGet());
    return tape;
  }

  /** On the collector: sends a tape back to be used again; if there is no room, it is garbage. */
  void handBack(Tape tape) {
    if (!shared && !tape.isLarge()) {
      tape.clear();
      back.offer(tape);
    }
  }

  /** Counts one; without a lock on the lane's own thread. */
  void count(AtomicLong counter) {
    count(counter, 1);
  }

  void count(AtomicLong counter, long n) {
    if (shared) {
      counter.addAndGet(n);
    } else {
      counter.setRelease(counter.getPlain() + n);
    }
  }
}
