package naru.gateway.change;

import naru.gateway.change.config.HeaderChange;
import naru.gateway.core.Asker;
import naru.http.Exchange;
import org.jspecify.annotations.Nullable;

/** Fields of what goes one way of a split, and of what comes back from there. */
public final class ArmChange {
  private final Gaps gaps;
  private final @Nullable HeaderEdit request;
  private final @Nullable HeaderEdit response;

  public ArmChange(String route, Asker asker, HeaderChange request, HeaderChange response) {
    this.gaps = new Gaps(route, asker);
    this.request = HeaderEdit.of(request, name -> true);
    this.response = HeaderEdit.of(response, name -> true);
  }

  /** Changes the request, and the response when it comes. */
  public void on(Exchange x) {
    HeaderEdit there = request;
    if (there != null) {
      there.applyToRequest(x.request().fields(), x, gaps);
    }
    HeaderEdit back = response;
    if (back != null) {
      ChangingSink.on(x, gaps, null, back);
    }
  }
}
