package naru.forward;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.forward.core.Credentials;
import naru.http.Exchange;
import naru.http.Field;
import naru.trace.ProxyEvent;

/** Who may use the proxy. RFC 9110 section 11.7. */
final class Authentication {
  private final Optional<Predicate<Credentials>> known;
  private final List<Map.Entry<String, String>> challenge;
  private final Counts counts;

  Authentication(Optional<Predicate<Credentials>> known, String realm, Counts counts) {
    this.known = known;
    String quoted = realm.replace("\\", "\\\\").replace("\"", "\\\"");
    String basic = "Basic realm=\"" + quoted + "\", charset=\"UTF-8\"";
    this.challenge = List.of(Map.entry("Proxy-Authenticate", basic));
    this.counts = counts;
  }

  /** Whether the client may go on; if not, it was answered with 407. */
  boolean admits(Exchange x) {
    if (known.isEmpty()) {
      return true;
    }
    Optional<String> field = x.request().fields().text(Field.PROXY_AUTHORIZATION);
    Optional<Credentials> given = field.flatMap(Credentials::parse);
    boolean accepted = given.isPresent() && known.get().test(given.get());
    String user = given.map(Credentials::user).orElse("");
    x.span().add(new ProxyEvent.Authenticated(user, accepted));
    if (!accepted) {
      counts.refused(Counts.Refusal.CREDENTIALS);
      x.fail(Failure.of(Code.PROXY_AUTH_REQUIRED, Side.CLIENT, why(field, given)), challenge);
    }
    return accepted;
  }

  private static String why(Optional<String> field, Optional<Credentials> given) {
    if (field.isEmpty()) {
      return "no credentials";
    }
    return given
        .map(c -> "wrong credentials for '" + c.user() + "'")
        .orElse("the credentials are not those of Basic authentication");
  }
}
