package naru.gateway.guard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Code;
import naru.gateway.guard.config.Jwt;
import naru.gateway.guard.core.TokenCheck;
import naru.gateway.guard.core.TokenKeys;
import naru.gateway.guard.core.Verified;
import naru.http.Field;
import naru.http.RequestHead;

/**
 * Bearer tokens. A signature is verified off the loops; who it named is remembered until the token
 * expires or the keys change.
 */
final class JwtScheme implements Proof.Scheme {
  static final int REMEMBERED = 4096;
  private static final long REMEMBERED_NANOS = 300_000_000_000L;
  private static final String SCHEME = "bearer ";

  private record Holder(String subject, Map<String, String> fields, TokenKeys keys) {}

  private final Jwt config;
  private final KeySet keys;
  private final TokenCheck check;
  private final Verified<Holder> verified;

  JwtScheme(Jwt config, KeySet keys, byte[] salt) {
    this.config = config;
    this.keys = keys;
    this.check = new TokenCheck(config);
    this.verified = new Verified<>(salt, REMEMBERED);
  }

  @Override
  public void publish(GuardMetrics metrics) {
    metrics.publish(word(), config.place(), verified);
  }

  @Override
  public String word() {
    return "jwt";
  }

  private static Optional<String> token(RequestHead head) {
    return head.fields()
        .text(Field.AUTHORIZATION)
        .filter(f -> f.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(f -> f.substring(SCHEME.length()).trim());
  }

  @Override
  public boolean isTried(RequestHead head) {
    return token(head).isPresent();
  }

  @Override
  public Proof.Attempt attempt(RequestHead head, long now, long wallSeconds) {
    String token = token(head).orElse("");
    TokenKeys current = keys.keys();
    if (current.isEmpty()) {
      return new Proof.Attempt.Known(
          bad(Code.AUTH_JWT_NO_KEYS, config.keys().id() + ": " + keys.fault()));
    }
    Verified.Mark mark = verified.mark(token);
    Optional<Holder> known = verified.find(mark, now).filter(h -> h.keys.equals(current));
    return known.isPresent()
        ? new Proof.Attempt.Known(good(known.get(), true))
        : new Proof.Attempt.Costly(() -> verify(token, mark, current, now, wallSeconds));
  }

  private Proof verify(
      String token, Verified.Mark mark, TokenKeys current, long now, long wallSeconds) {
    return switch (check.check(token, current, wallSeconds)) {
      case TokenCheck.Result.Bad bad -> {
        if (bad.fault().code() == Code.AUTH_JWT_KEY) {
          keys.want();
        }
        yield bad(bad.fault().code(), bad.fault().detail());
      }
      case TokenCheck.Result.Good good -> {
        Holder holder = holder(good.claims(), current);
        verified.keep(mark, holder, now + nanosLeft(good.claims(), wallSeconds));
        yield good(holder, false);
      }
    };
  }

  private Holder holder(Map<String, Object> claims, TokenKeys current) {
    Map<String, String> fields = new LinkedHashMap<>();
    config
        .headers()
        .forEach(
            (name, claim) ->
                Optional.ofNullable(claims.get(claim))
                    .ifPresent(value -> fields.put(name, text(value))));
    Object subject = claims.get("sub");
    return new Holder(subject == null ? "-" : text(subject), fields, current);
  }

  private static String text(Object claim) {
    return claim instanceof List<?> several
        ? String.join(",", several.stream().map(String::valueOf).toList())
        : String.valueOf(claim);
  }

  private long nanosLeft(Map<String, Object> claims, long wallSeconds) {
    if (!(claims.get("exp") instanceof Number exp)) {
      return REMEMBERED_NANOS;
    }
    long seconds = exp.longValue() + config.leewaySeconds() - wallSeconds;
    return seconds * 1_000_000_000L > 0
        ? Math.min(REMEMBERED_NANOS, seconds * 1_000_000_000L)
        : REMEMBERED_NANOS;
  }

  private Proof good(Holder holder, boolean remembered) {
    return new Proof.Good(word(), holder.subject, remembered, holder.fields, config.place());
  }

  private Proof bad(Code code, String detail) {
    return new Proof.Bad(word(), code, detail, config.place());
  }

  @Override
  public void strip(RequestHead head) {
    if (!config.keep()) {
      head.fields().removeAll(Field.AUTHORIZATION);
    }
  }

  @Override
  public List<String> ownFields() {
    return List.copyOf(config.headers().keySet());
  }

  /** RFC 6750 section 3. */
  @Override
  public String challenge(boolean wasTried) {
    return wasTried ? "Bearer error=\"invalid_token\"" : "Bearer";
  }
}
