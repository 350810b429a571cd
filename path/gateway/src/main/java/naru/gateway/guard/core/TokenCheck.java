package naru.gateway.guard.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Code;
import naru.gateway.guard.config.Jwt;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Whether a token can be believed: its form, its algorithm, its key, its signature, its claims. */
public final class TokenCheck {
  /** Longer tokens are not looked at. */
  public static final int MOST_BYTES = 16 * 1024;

  /** Most keys tried for a token that names none. */
  private static final int MOST_TRIES = 4;

  private final Jwt config;
  private final JwtJudge judge;
  private final AlgorithmConstraints allowed;

  /** What was found. */
  public sealed interface Result {
    /** It can. */
    record Good(Map<String, Object> claims) implements Result {}

    /** It cannot. */
    record Bad(JwtJudge.Fault fault) implements Result {}
  }

  public TokenCheck(Jwt config) {
    this.config = config;
    this.judge = new JwtJudge(config);
    this.allowed =
        new AlgorithmConstraints(ConstraintType.PERMIT, config.algorithms().toArray(String[]::new));
  }

  /** Checks a token in compact form, RFC 7515 section 3.1. Costs a signature's verification. */
  public Result check(String token, TokenKeys keys, long nowSeconds) {
    if (token.length() > MOST_BYTES) {
      return bad(Code.AUTH_JWT_MALFORMED, "longer than " + MOST_BYTES + " bytes");
    }
    try {
      JsonWebSignature jws = new JsonWebSignature();
      jws.setCompactSerialization(token);
      String algorithm = String.valueOf(jws.getAlgorithmHeaderValue());
      if (!config.algorithms().contains(algorithm)) {
        return bad(Code.AUTH_JWT_ALGORITHM, "alg " + shown(algorithm) + " is not allowed");
      }
      String keyId = Optional.ofNullable(jws.getKeyIdHeaderValue()).orElse("");
      List<PublicJsonWebKey> candidates = keys.of(keyId, algorithm);
      if (candidates.isEmpty()) {
        return bad(Code.AUTH_JWT_KEY, "no key '" + shown(keyId) + "' for " + algorithm);
      }
      if (!isSigned(jws, candidates)) {
        return bad(Code.AUTH_JWT_SIGNATURE, "the signature does not hold");
      }
      Map<String, Object> claims = JsonUtil.parseJson(jws.getUnverifiedPayload());
      return judge
          .fault(claims, nowSeconds)
          .<Result>map(Result.Bad::new)
          .orElseGet(() -> new Result.Good(claims));
    } catch (JoseException | RuntimeException e) {
      return bad(Code.AUTH_JWT_MALFORMED, "not a signed token");
    }
  }

  private boolean isSigned(JsonWebSignature jws, List<PublicJsonWebKey> candidates)
      throws JoseException {
    jws.setAlgorithmConstraints(allowed);
    for (PublicJsonWebKey key : candidates.subList(0, Math.min(MOST_TRIES, candidates.size()))) {
      jws.setKey(key.getPublicKey());
      if (jws.verifySignature()) {
        return true;
      }
    }
    return false;
  }

  private static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 40) + ".." : text;
  }

  private static Result bad(Code code, String detail) {
    return new Result.Bad(new JwtJudge.Fault(code, detail));
  }
}
