package naru.admin;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import naru.base.Code;
import naru.base.Failure;
import naru.base.IpRange;
import naru.base.Side;
import naru.http.Exchange;
import naru.http.Field;

/**
 * Who is let in. A page of a stranger in the owner's browser can reach a loopback port too, so the
 * token alone is not asked for: the name must be ours (a stranger's name may be made to mean our
 * address: DNS rebinding), and what changes something must not come from another site.
 */
final class Doorkeeper {
  private static final String SCHEME = "bearer ";

  private final AdminToken token;

  Doorkeeper(AdminToken token) {
    this.token = token;
  }

  /** What speaks against a request for anything at all; empty if nothing. */
  static Optional<Failure> atTheGate(Exchange x) {
    return isOurs(x.request().host(), x.client().local())
        ? Optional.empty()
        : Optional.of(
            Failure.of(
                Code.ADMIN_HOST_REFUSED,
                Side.CLIENT,
                "'%s' is no name of this listener; use its address or localhost"
                    .formatted(x.request().host())));
  }

  /** What speaks against this operation; empty if nothing. */
  Optional<Failure> at(Operation operation, Exchange x) {
    if (!operation.isPublic() && !showsToken(x)) {
      return Optional.of(
          Failure.of(
              Code.ADMIN_UNAUTHORIZED,
              Side.CLIENT,
              "send 'Authorization: Bearer TOKEN' with the token in admin/token under the state"
                  + " directory"));
    }
    if (!operation.method().isSafe() && !isSameOrigin(x)) {
      return Optional.of(
          Failure.of(
              Code.ADMIN_CROSS_ORIGIN, Side.CLIENT, "another site may not change anything here"));
    }
    return Optional.empty();
  }

  private boolean showsToken(Exchange x) {
    String shown = x.request().fields().text(Field.AUTHORIZATION).orElse("");
    boolean bearer = shown.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    return token.matches(bearer ? shown.substring(SCHEME.length()).strip() : "")
        && x.request().fields().occurrences(Field.AUTHORIZATION) == 1;
  }

  private static boolean isSameOrigin(Exchange x) {
    String own = x.scheme() + "://" + x.request().authority();
    return x.request().fields().text("Origin").map(own::equalsIgnoreCase).orElse(true);
  }

  /** Localhost, a loopback address, or the address that the client connected to. */
  private static boolean isOurs(String host, InetSocketAddress local) {
    if (!IpRange.isLiteral(host)) {
      return host.equals("localhost");
    }
    InetAddress named = IpRange.literal(host);
    return named.isLoopbackAddress() || named.equals(local.getAddress());
  }
}
