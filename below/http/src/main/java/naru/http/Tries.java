package naru.http;

import naru.base.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The tries of an exchange that are under way: one, or a second one beside it, of which the first
 * to answer is taken. A relay has one of these, and uses it again and again.
 */
final class Tries {
  private final Relay relay;
  private final Exchange x;
  private Try main;
  private @Nullable Try hedge;

  Tries(Relay relay, Exchange x, Peer peer) {
    this.relay = relay;
    this.x = x;
    this.main = new Try(relay, x, peer);
  }

  /** The one whose answer counts, unless the other one is quicker. */
  Try main() {
    return main;
  }

  /** Whether nobody will call any of them about a connection that it no longer wants. */
  boolean areFree() {
    Try h = hedge;
    return !main.isConnecting() && (h == null || !h.isConnecting());
  }

  boolean isHedging() {
    Try h = hedge;
    return h != null && h.isActive();
  }

  boolean isTwofold() {
    return main.isActive() && isHedging();
  }

  boolean isAny() {
    return main.isActive() || isHedging();
  }

  /** Begins a try with this number. */
  void begin(Peer peer, int number) {
    if (main.isConnecting()) {
      // It will still hear of a connection that it no longer wants.
      main = new Try(relay, x, peer);
    }
    main.begin(peer, number);
  }

  /** Begins one beside it. */
  void beginBeside(Peer peer, int number) {
    Try h = hedge;
    if (h == null || h.isConnecting()) {
      h = new Try(relay, x, peer);
      hedge = h;
    }
    h.begin(peer, number);
  }

  /** This one is the answer; the other is given up. */
  void choose(Try t, Steering steering) {
    Try h = hedge;
    if (h == null) {
      return;
    }
    Try other = t == main ? h : main;
    if (other.isActive()) {
      other.drop();
      steering.dropped(other.number());
    }
    if (t == h) {
      hedge = main;
      main = h;
    }
  }

  /** Ends all there are, as one that failed so. */
  void end(Failure failure, Steering steering) {
    Try h = hedge;
    if (h != null && h.isActive() && main.isActive()) {
      h.drop();
      steering.dropped(h.number());
    }
    drop();
    relay.tryFailed(main, failure, false);
  }

  /** None is wanted any more. */
  void drop() {
    main.drop();
    Try h = hedge;
    if (h != null && h.isActive()) {
      h.drop();
    }
  }
}
