package naru.cache.core;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One fetch from the origin, and everyone who waits for it: request collapsing as a machine without
 * I/O. RFC 9111 section 4 allows it, RFC 9211 names it.
 *
 * <p>The fetch belongs to the object, not to the client that came first: when that one goes, the
 * others still get their answer. As soon as the head shows that the response cannot be shared, all
 * but the first are released at once to ask for themselves.
 *
 * <pre>
 *             head: SHARED                 end
 *   ASKING ----------------> SHARING ---------------> OVER
 *     |  \    head: HELD                   end          ^
 *     |   +----------------> HOLDING -----------------> |
 *     |                         | overflow              |
 *     |  head: PASSED           v              end      |
 *     +-------------------> PASSING ------------------> |
 *     +-- head: SETTLED ------------------------------> +
 * </pre>
 *
 * Each input gives the orders that follow from it. Not thread-safe: one event loop drives it.
 *
 * @param <W> who waits; compared by identity or equals
 */
public final class Flight<W> {
  /** How a response goes on after its head. */
  public enum Kind {
    /** It is stored and its length is known: everyone streams it while it grows. */
    SHARED,
    /**
     * It may be stored, but its length is not known: only the first streams it; if it grows too
     * large to keep, nobody else has begun it.
     */
    HELD,
    /** It is not stored: it is the first one's alone. */
    PASSED,
    /** It is answered from the store: everyone gets a stored response. */
    SETTLED
  }

  private enum Phase {
    ASKING,
    SHARING,
    HOLDING,
    PASSING,
    OVER
  }

  /** What is to be done. */
  public sealed interface Order<W> {
    /** Begin to answer this one from what is there and what comes. */
    record Start<W>(W who) implements Order<W> {}

    /** This one asks for itself. */
    record Release<W>(W who, String because) implements Order<W> {}

    /** This one has begun, and what it waits for does not come: cut it. */
    record Cut<W>(W who) implements Order<W> {}

    /** This one has not begun, and there is no answer: tell it why. */
    record Fail<W>(W who) implements Order<W> {}

    /** Nobody wants it and it is not worth keeping: let the origin go. */
    record Abandon<W>() implements Order<W> {}
  }

  private final int maxWaiting;
  private final Set<W> waiting = new LinkedHashSet<>();
  private final Set<W> begun = new LinkedHashSet<>();
  private final Optional<W> first;
  private Phase phase = Phase.ASKING;

  private Flight(Optional<W> first, int maxWaiting) {
    this.first = first;
    this.maxWaiting = maxWaiting;
    first.ifPresent(waiting::add);
  }

  /**
   * A fetch that has just been sent.
   *
   * @param maxWaiting how many may wait for it at once, the first among them; at least 1
   */
  public static <W> Flight<W> of(W first, int maxWaiting) {
    return new Flight<>(Optional.of(first), maxWaiting);
  }

  /** A fetch that nobody waits for yet: a refresh in the background. */
  public static <W> Flight<W> inBackground(int maxWaiting) {
    return new Flight<>(Optional.empty(), maxWaiting);
  }

  /** How many wait and have not begun. */
  public int waiting() {
    return waiting.size();
  }

  /** Someone wants the same. */
  public List<Order<W>> join(W who) {
    return switch (phase) {
      case ASKING, HOLDING -> waitOrGo(who);
      case SHARING -> start(who);
      case PASSING -> List.of(new Order.Release<>(who, "not-shared"));
      case OVER -> List.of(new Order.Release<>(who, "over"));
    };
  }

  private List<Order<W>> waitOrGo(W who) {
    if (waiting.size() >= maxWaiting) {
      return List.of(new Order.Release<>(who, "too-many-waiting"));
    }
    waiting.add(who);
    return List.of();
  }

  private List<Order<W>> start(W who) {
    begun.add(who);
    return List.of(new Order.Start<>(who));
  }

  /** Someone has gone, or has all that it wanted. */
  public List<Order<W>> leave(W who) {
    boolean wasThere = waiting.remove(who) | begun.remove(who);
    boolean useless =
        switch (phase) {
          case ASKING -> waiting.isEmpty() && first.isPresent();
          case PASSING -> isFirst(who);
          case SHARING, HOLDING, OVER -> false;
        };
    if (!wasThere || !useless) {
      return List.of();
    }
    phase = Phase.OVER;
    return List.of(new Order.Abandon<>());
  }

  /**
   * The head of the response has come.
   *
   * @param fits whether the response answers this one too; asked of all but the first
   */
  public List<Order<W>> head(Kind kind, Predicate<W> fits) {
    if (phase != Phase.ASKING) {
      throw new IllegalStateException("a head in phase " + phase);
    }
    phase =
        switch (kind) {
          case SHARED -> Phase.SHARING;
          case HELD -> Phase.HOLDING;
          case PASSED -> Phase.PASSING;
          case SETTLED -> Phase.OVER;
        };
    List<Order<W>> orders = new ArrayList<>();
    for (W who : List.copyOf(waiting)) {
      boolean isFirst = isFirst(who);
      if (isFirst || (kind != Kind.PASSED && fits.test(who))) {
        if (isFirst || kind != Kind.HELD) {
          begin(who, orders);
        }
      } else {
        release(who, kind == Kind.PASSED ? "not-stored" : "vary", orders);
      }
    }
    abandonIfUseless(orders);
    return orders;
  }

  /** Whether this one came first, and the fetch is not in the background. */
  public boolean isFirst(W who) {
    return first.isPresent() && first.get().equals(who);
  }

  /** What is passed on needs someone to take it. */
  private void abandonIfUseless(List<Order<W>> orders) {
    boolean taken = first.isPresent() && begun.contains(first.get());
    if (phase == Phase.PASSING && !taken) {
      phase = Phase.OVER;
      orders.add(new Order.Abandon<>());
    }
  }

  /** What was held has grown too large to be kept. */
  public List<Order<W>> overflow() {
    if (phase != Phase.HOLDING) {
      throw new IllegalStateException("an overflow in phase " + phase);
    }
    phase = Phase.PASSING;
    List<Order<W>> orders = new ArrayList<>();
    List.copyOf(waiting).forEach(who -> release(who, "too-large", orders));
    abandonIfUseless(orders);
    return orders;
  }

  /** The response is whole. */
  public List<Order<W>> end() {
    phase = Phase.OVER;
    List<Order<W>> orders = new ArrayList<>();
    List.copyOf(waiting).forEach(who -> begin(who, orders));
    return orders;
  }

  /** There will be no whole response. */
  public List<Order<W>> fail() {
    boolean before = phase == Phase.ASKING;
    phase = Phase.OVER;
    List<Order<W>> orders = new ArrayList<>();
    for (W who : List.copyOf(waiting)) {
      waiting.remove(who);
      orders.add(before ? new Order.Fail<>(who) : new Order.Release<>(who, "failed"));
    }
    begun.forEach(who -> orders.add(new Order.Cut<>(who)));
    begun.clear();
    return orders;
  }

  private void begin(W who, List<Order<W>> orders) {
    waiting.remove(who);
    begun.add(who);
    orders.add(new Order.Start<>(who));
  }

  private void release(W who, String because, List<Order<W>> orders) {
    waiting.remove(who);
    orders.add(new Order.Release<>(who, because));
  }
}
