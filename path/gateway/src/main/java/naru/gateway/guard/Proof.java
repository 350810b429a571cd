package naru.gateway.guard;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import naru.base.Code;
import naru.base.Place;
import naru.trace.GuardEvent;

/** What became of an attempt to prove who one is. */
sealed interface Proof {
  /**
   * It is known now.
   *
   * @param fields tell the upstream
   */
  record Good(
      String scheme, String user, boolean remembered, Map<String, String> fields, Place place)
      implements Proof {
    public Good {
      fields = Map.copyOf(fields);
    }
  }

  /** It is not. */
  record Bad(String scheme, Code code, String detail, Place place) implements Proof {}

  /** What the trace is told. */
  default GuardEvent event() {
    return switch (this) {
      case Good g -> new GuardEvent.Authenticated(g.scheme, g.user, g.remembered, g.place);
      case Bad b -> new GuardEvent.Refused(b.scheme, b.code.reason(), b.detail, b.place);
    };
  }

  /** An attempt that was read from a head, which is not needed any more. */
  sealed interface Attempt {
    /** Its outcome is known. */
    record Known(Proof proof) implements Attempt {}

    /** To be found off the event loops. */
    record Costly(Supplier<Proof> check) implements Attempt {}

    /** The outcome, whatever it costs. */
    default Proof proof() {
      return switch (this) {
        case Known k -> k.proof;
        case Costly c -> c.check.get();
      };
    }
  }

  /** A way to prove who one is. */
  interface Scheme {
    String word();

    /** Whether the request tries this way. */
    boolean isTried(naru.http.RequestHead head);

    Attempt attempt(naru.http.RequestHead head, long now, long wallSeconds);

    /** Takes the secret out, if it is not to be forwarded. */
    void strip(naru.http.RequestHead head);

    /** Fields of the upstream's that nobody else may write. */
    List<String> ownFields();

    /** Makes its numbers visible. */
    default void publish(GuardMetrics metrics) {}

    /** The challenge, RFC 9110 section 11.6.1; empty for a scheme without one. */
    String challenge(boolean wasTried);
  }
}
