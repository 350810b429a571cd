package naru.gateway;

import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.gateway.change.config.Redirect;
import naru.gateway.change.core.Location;
import naru.gateway.config.HttpsOnly;
import naru.gateway.core.Asker;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.RequestHead;
import naru.http.ResponseHead;
import naru.trace.ChangeEvent;

/** Sends who asks in the clear to https, before any route is looked for. */
final class ToHttps {
  private final HttpsOnly how;
  private final Asker asker;

  ToHttps(HttpsOnly how, Asker asker) {
    this.how = how;
    this.asker = asker;
  }

  /** Whether it answered the request. */
  boolean takes(Exchange x) {
    if (!concerns(x.request(), x.client())) {
      return false;
    }
    ChangeEvent.Redirected event = event(x.request(), x.client());
    if (!event.location().startsWith("https:")) {
      // Good in HTTP/1.0, but there is no URL to send it to; another connection would not help.
      String why = "https only, and no Host to be sent to";
      x.fail(Failure.of(Code.REQUEST_MALFORMED, Side.CLIENT, why));
      return true;
    }
    x.span().add(event);
    ResponseHead head = x.response(how.status());
    head.fields().add(Field.LOCATION, event.location());
    x.answer(head, Unpooled.EMPTY_BUFFER);
    return true;
  }

  /** What would be answered; empty if the request may go on. */
  Optional<ChangeEvent.Redirected> look(RequestHead head, Exchange.Client client) {
    return concerns(head, client) ? Optional.of(event(head, client)) : Optional.empty();
  }

  private boolean concerns(RequestHead head, Exchange.Client client) {
    return head.form() != RequestHead.Form.ASTERISK
        && !asker.isSecure(head, client)
        && !how.excepts(head.pathOnly());
  }

  private ChangeEvent.Redirected event(RequestHead head, Exchange.Client client) {
    String authority = asker.authority(head, client);
    Redirect redirect =
        new Redirect(
            Optional.of("https"),
            Optional.empty(),
            Optional.of(how.portFor(authority)),
            Optional.empty(),
            how.status());
    String query = head.path().substring(head.pathOnlyLength());
    String location = Location.of(redirect, "http", authority, head.pathOnly(), query, List.of());
    return new ChangeEvent.Redirected("", how.status(), location, how.place());
  }
}
