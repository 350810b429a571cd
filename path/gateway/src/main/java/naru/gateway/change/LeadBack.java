package naru.gateway.change;

import java.util.Optional;
import naru.base.Place;
import naru.gateway.change.core.WayBack;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.trace.ChangeEvent;

/** Leads the redirects of a server that was asked for something else back to the client's side. */
record LeadBack(WayBack way, Place place) {
  void change(Fields fields, Exchange x) {
    change(fields, Field.LOCATION, x);
    change(fields, Field.CONTENT_LOCATION, x);
  }

  private void change(Fields fields, int name, Exchange x) {
    Optional<String> said = fields.text(name);
    said.flatMap(way::of)
        .ifPresent(
            led -> {
              fields.set(name, led);
              x.span().add(new ChangeEvent.LedBack(said.get(), led, place));
            });
  }
}
