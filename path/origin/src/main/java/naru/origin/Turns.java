package naru.origin;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import naru.base.Limit;

/** So many work at the same time; so many more wait for their turn, in order. Thread-safe. */
final class Turns {
  /** Something to do, which says {@link #leave} at its end. */
  interface Job extends Runnable {
    /** Nobody can do it; there is nothing to leave. */
    void failed(Throwable why);
  }

  private final Limit atWork;
  private final Limit waiting;
  private final Executor threads;
  private final long patienceNanos;
  private final Queue<Job> queue = new ConcurrentLinkedQueue<>();

  /**
   * Nobody is at work.
   *
   * @param patienceNanos how long a turn is worth waiting for
   */
  Turns(Limit atWork, Limit waiting, Executor threads, long patienceNanos) {
    this.atWork = atWork;
    this.waiting = waiting;
    this.threads = threads;
    this.patienceNanos = patienceNanos;
  }

  /** What is full if somebody is turned away. */
  Limit limit() {
    return atWork;
  }

  long patienceNanos() {
    return patienceNanos;
  }

  /** Has it done now or later; false if too many wait, then nothing happens. */
  boolean enter(Job job) {
    if (queue.isEmpty() && atWork.used() < atWork.max() && atWork.tryTake(1)) {
      start(job);
      return true;
    }
    if (!waiting.tryTake(1)) {
      return false;
    }
    queue.add(job);
    next(); // who left meanwhile saw nobody wait
    return true;
  }

  /** Somebody's work is done. */
  void leave() {
    atWork.give(1);
    next();
  }

  private void next() {
    while (!queue.isEmpty() && atWork.used() < atWork.max()) {
      if (!atWork.tryTake(1)) {
        continue;
      }
      Job job = queue.poll();
      if (job == null) {
        atWork.give(1);
      } else {
        waiting.give(1);
        start(job);
      }
    }
  }

  private void start(Job job) {
    try {
      threads.execute(job);
    } catch (Throwable e) { // there may be no memory for one more thread
      atWork.give(1);
      job.failed(e);
    }
  }
}
