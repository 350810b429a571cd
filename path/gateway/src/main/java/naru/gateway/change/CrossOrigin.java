package naru.gateway.change;

import java.util.List;
import java.util.Optional;
import naru.base.Place;
import naru.gateway.change.config.Cors;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.Method;
import naru.http.RequestHead;
import naru.http.ResponseHead;
import naru.trace.ChangeEvent;

/**
 * Tells browsers which pages of other sites may use a route's responses. Fetch standard, "HTTP-CORS
 * protocol". What servers say themselves about it gives way to what the route says.
 */
final class CrossOrigin {
  private static final String PREFIX = "Access-Control-";
  private static final List<String> OURS =
      List.of(
          "Allow-Origin",
          "Allow-Credentials",
          "Expose-Headers",
          "Allow-Methods",
          "Allow-Headers",
          "Max-Age");

  private final Cors cors;
  private final Place place;

  CrossOrigin(Cors cors, Place place) {
    this.cors = cors;
    this.place = place;
  }

  /** The Origin of a request; empty if it has none. */
  static String originOf(RequestHead head) {
    return head.fields().text("Origin").orElse("");
  }

  /** Whether a browser only asks whether it may ask. */
  static boolean isPreflight(RequestHead head) {
    return head.method() == Method.OPTIONS
        && head.fields().find("Origin") >= 0
        && head.fields().find(PREFIX + "Request-Method") >= 0;
  }

  private boolean allows(String origin) {
    return !origin.isEmpty() && cors.origins().stream().anyMatch(o -> o.covers(origin));
  }

  /** What the trace is told of a preflight. */
  ChangeEvent.Preflight event(String origin) {
    return new ChangeEvent.Preflight(origin, allows(origin), place);
  }

  /** Answers a preflight: 204, with what is allowed if the origin is. */
  void answer(Exchange x, String origin) {
    RequestHead request = x.request();
    x.span().add(event(origin));
    Optional<String> method = request.fields().text(PREFIX + "Request-Method");
    Optional<String> headers = request.fields().text(PREFIX + "Request-Headers");
    ResponseHead head = x.response(204);
    Fields f = head.fields();
    vary(f);
    if (allows(origin)) {
      allow(f, origin);
      f.add(PREFIX + "Allow-Methods", list(cors.methods(), method));
      String named = list(cors.headers(), headers);
      if (!named.isEmpty()) {
        f.add(PREFIX + "Allow-Headers", named);
      }
      f.add(PREFIX + "Max-Age", Long.toString(cors.maxAgeSeconds()));
    }
    x.answer(head, io.netty.buffer.Unpooled.EMPTY_BUFFER);
  }

  /** What was said, or, for a star, what was asked about: with credentials a star is no word. */
  private static String list(List<String> said, Optional<String> asked) {
    return said.contains("*") ? asked.orElse("") : String.join(", ", said);
  }

  /** Puts our word into a response, in place of the server's. */
  void stamp(Fields f, String origin) {
    for (String name : OURS) {
      f.removeAll(PREFIX + name);
    }
    vary(f);
    if (allows(origin)) {
      allow(f, origin);
      if (!cors.expose().isEmpty()) {
        f.add(PREFIX + "Expose-Headers", String.join(", ", cors.expose()));
      }
    }
  }

  private void allow(Fields f, String origin) {
    f.add(PREFIX + "Allow-Origin", cors.isForAll() ? "*" : origin);
    if (cors.credentials()) {
      f.add(PREFIX + "Allow-Credentials", "true");
    }
  }

  private void vary(Fields f) {
    if (!cors.isForAll()) {
      String before = f.list(Field.VARY);
      f.set(Field.VARY, before.isEmpty() ? "Origin" : before + ", Origin");
    }
  }
}
