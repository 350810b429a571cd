package naru.gateway.guard.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Requests before a circuit: so many may be under way, so many more may wait, the rest is refused.
 * Who waits goes by priority, then in the order of coming; a request that finds the queue full
 * takes the place of the youngest one of lower priority. Shared by all loops under its own lock, so
 * the counts are exact.
 *
 * @param <T> a request; each is one of its own
 */
public final class Waiting<T> {
  /** Priorities are 0 to 9. */
  private static final int PRIORITIES = 10;

  /** What becomes of a request. */
  public sealed interface Entry<T> {
    /** It is under way. */
    record Admitted<T>(int inflight) implements Entry<T> {}

    /** It waits. */
    record Queued<T>(int inflight) implements Entry<T> {}

    /** It waits, and {@code other} does not any more. */
    record Displaced<T>(int inflight, T other) implements Entry<T> {}

    /** There is no place for it. */
    record Full<T>(int inflight) implements Entry<T> {}
  }

  private final List<LinkedHashSet<T>> queues = new ArrayList<>();
  private int limit;
  private int places;
  private int inflight;
  private int waiting;

  /** Nobody is there. */
  public Waiting(int limit, int places) {
    for (int i = 0; i < PRIORITIES; i++) {
      queues.add(new LinkedHashSet<>());
    }
    this.limit = limit;
    this.places = places;
  }

  /** A request comes. */
  public synchronized Entry<T> enter(T request, int priority) {
    int before = inflight;
    if (inflight < limit && waiting == 0) {
      inflight++;
      return new Entry.Admitted<>(before);
    }
    if (waiting < places) {
      queue(request, priority);
      return new Entry.Queued<>(before);
    }
    for (int p = 0; p < priority; p++) {
      if (!queues.get(p).isEmpty()) {
        T youngest = queues.get(p).removeLast();
        waiting--;
        queue(request, priority);
        return new Entry.Displaced<>(before, youngest);
      }
    }
    return new Entry.Full<>(before);
  }

  private void queue(T request, int priority) {
    queues.get(priority).add(request);
    waiting++;
  }

  /** A request that was under way is over; those whose turn it is are under way from now on. */
  public synchronized List<T> leave() {
    inflight--;
    assert inflight >= 0 : "more requests left than came";
    return admit();
  }

  /** The bounds are others now, as a reload or the latency wants it. */
  public synchronized List<T> resize(int newLimit, int newPlaces) {
    limit = newLimit;
    places = newPlaces;
    return admit();
  }

  private List<T> admit() {
    if (waiting == 0 || inflight >= limit) {
      return List.of();
    }
    List<T> admitted = new ArrayList<>(1);
    for (int p = PRIORITIES - 1; p >= 0 && inflight < limit; p--) {
      LinkedHashSet<T> queue = queues.get(p);
      while (inflight < limit && !queue.isEmpty()) {
        admitted.add(queue.removeFirst());
        waiting--;
        inflight++;
      }
    }
    return admitted;
  }

  /** A request waits no longer; false if it did not wait any more. */
  public synchronized boolean withdraw(T request) {
    for (LinkedHashSet<T> queue : queues) {
      if (queue.remove(request)) {
        waiting--;
        return true;
      }
    }
    return false;
  }

  /** Requests that are let through and not over. */
  public synchronized int inflight() {
    return inflight;
  }

  /** Requests that wait. */
  public synchronized int waiting() {
    return waiting;
  }

  /** How many may be under way now. */
  public synchronized int limit() {
    return limit;
  }

  /** How many may wait. */
  public synchronized int places() {
    return places;
  }
}
