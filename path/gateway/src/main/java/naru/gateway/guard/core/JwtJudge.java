package naru.gateway.guard.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Code;
import naru.gateway.guard.config.Jwt;
import org.jspecify.annotations.Nullable;

/** Whether the claims of a token whose signature holds are good enough. RFC 7519 section 4.1. */
public final class JwtJudge {
  /** What speaks against a token. */
  public record Fault(Code code, String detail) {}

  private final Jwt config;

  JwtJudge(Jwt config) {
    this.config = config;
  }

  /**
   * What speaks against these claims; empty if nothing does.
   *
   * @param nowSeconds wall time since 1970
   */
  Optional<Fault> fault(Map<String, Object> claims, long nowSeconds) {
    return time(claims, nowSeconds)
        .or(() -> issuer(claims))
        .or(() -> audience(claims))
        .or(() -> required(claims));
  }

  private Optional<Fault> time(Map<String, Object> claims, long now) {
    for (String name : List.of("exp", "nbf")) {
      if (claims.get(name) != null && !(claims.get(name) instanceof Number)) {
        return fault(Code.AUTH_JWT_MALFORMED, name + " is not a number");
      }
    }
    if (claims.get("exp") instanceof Number exp
        && now - config.leewaySeconds() >= exp.longValue()) {
      return fault(
          Code.AUTH_JWT_EXPIRED, "expired " + (now - exp.longValue()) + " s ago (exp " + exp + ")");
    }
    if (claims.get("nbf") instanceof Number nbf && now + config.leewaySeconds() < nbf.longValue()) {
      return fault(
          Code.AUTH_JWT_NOT_YET, "valid in " + (nbf.longValue() - now) + " s (nbf " + nbf + ")");
    }
    return Optional.empty();
  }

  private Optional<Fault> issuer(Map<String, Object> claims) {
    if (config.issuers().isEmpty()
        || (claims.get("iss") instanceof String issuer && config.issuers().contains(issuer))) {
      return Optional.empty();
    }
    return fault(Code.AUTH_JWT_ISSUER, "iss is " + shown(claims.get("iss")));
  }

  private Optional<Fault> audience(Map<String, Object> claims) {
    if (config.audiences().isEmpty()) {
      return Optional.empty();
    }
    Object audience = claims.get("aud");
    boolean good =
        audience instanceof List<?> several
            ? several.stream()
                .anyMatch(a -> a instanceof String s && config.audiences().contains(s))
            : audience instanceof String one && config.audiences().contains(one);
    return good ? Optional.empty() : fault(Code.AUTH_JWT_AUDIENCE, "aud is " + shown(audience));
  }

  private Optional<Fault> required(Map<String, Object> claims) {
    for (String name : config.required()) {
      if (claims.get(name) == null) {
        return fault(Code.AUTH_JWT_CLAIM, "the claim " + name + " is missing");
      }
    }
    return Optional.empty();
  }

  private static String shown(@Nullable Object value) {
    String text = value == null ? "missing" : value.toString();
    return text.length() > 100 ? text.substring(0, 100) + ".." : text;
  }

  private static Optional<Fault> fault(Code code, String detail) {
    return Optional.of(new Fault(code, detail));
  }
}
