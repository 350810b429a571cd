package naru.gateway.change;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import naru.base.Place;
import naru.gateway.change.config.Rewrite;
import naru.gateway.change.core.WayBack;
import naru.gateway.config.PathPattern;
import naru.gateway.core.Asker;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.PassingSink;
import naru.http.RequestHead;
import naru.http.ResponseHead;
import naru.http.ResponseSink;
import naru.trace.ChangeEvent;
import org.jspecify.annotations.Nullable;

/**
 * Leads the redirects of a server that was asked for something else back to the client's side.
 *
 * <p>The request is changed after this began, but its bytes stay where they are: what the client
 * asked is kept as offsets, and becomes text only for a response that says where something is.
 */
final class LeadBack implements PassingSink {
  /** What is the same for all requests of a route. */
  record Terms(Rewrite rewrite, List<PathPattern> own, Asker asker, Place place) {}

  private final Exchange x;
  private final ResponseSink next;
  private final Terms terms;
  private final boolean secure;
  private final @Nullable String told;
  private final int authorityOffset;
  private final int authorityLength;
  private final int pathOffset;
  private final int pathLength;

  private LeadBack(Exchange x, Terms terms) {
    this.x = x;
    this.next = x.out();
    this.terms = terms;
    RequestHead head = x.request();
    this.secure = terms.asker().isSecure(head, x.client());
    this.told = terms.asker().told(head, x.client());
    this.authorityOffset = head.authorityOffset();
    this.authorityLength = head.authorityLength();
    this.pathOffset = head.pathOffset();
    this.pathLength = head.pathOnlyLength();
  }

  /** Puts one in front. */
  static void on(Exchange x, Terms terms) {
    x.through(new LeadBack(x, terms));
  }

  @Override
  public ResponseSink next() {
    return next;
  }

  @Override
  public void head(ResponseHead head) {
    Fields fields = head.fields();
    if (fields.has(Field.LOCATION) || fields.has(Field.CONTENT_LOCATION)) {
      WayBack way = way();
      change(fields, Field.LOCATION, way);
      change(fields, Field.CONTENT_LOCATION, way);
    }
    next.head(head);
  }

  private WayBack way() {
    String authority = told;
    return WayBack.of(
        terms.rewrite(),
        secure ? "https" : "http",
        authority != null ? authority : text(authorityOffset, authorityLength),
        text(pathOffset, pathLength),
        terms.own());
  }

  private String text(int offset, int length) {
    return new String(x.request().bytes(), offset, length, StandardCharsets.ISO_8859_1);
  }

  private void change(Fields fields, int name, WayBack way) {
    Optional<String> said = fields.text(name);
    Optional<String> led = said.flatMap(way::of);
    if (led.isPresent()) {
      fields.set(name, led.get());
      x.span().add(new ChangeEvent.LedBack(said.get(), led.get(), terms.place()));
    }
  }
}
