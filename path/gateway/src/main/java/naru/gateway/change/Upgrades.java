package naru.gateway.change;

import java.nio.charset.StandardCharsets;
import java.util.List;
import naru.base.Place;
import naru.http.Exchange;
import naru.trace.ChangeEvent;

/**
 * Lets a client change the protocol of its connection only where the route says so. A wish that is
 * not granted is passed over, and the request goes on without it: RFC 9110 section 7.8.
 */
public final class Upgrades {
  private static final byte[] NONE = new byte[0];

  private Upgrades() {}

  /** Passes over what is not among {@code allowed}, lower-case tokens. */
  public static void check(Exchange x, List<String> allowed, Place place) {
    String wish = new String(x.request().upgrade(), StandardCharsets.US_ASCII);
    if (!allowed.contains(wish)) {
      x.request().setUpgrade(NONE);
      x.span().add(new ChangeEvent.UpgradePassedOver(wish, place));
    }
  }
}
