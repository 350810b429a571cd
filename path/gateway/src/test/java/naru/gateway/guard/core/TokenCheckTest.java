package naru.gateway.guard.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.base.Code;
import naru.base.Place;
import naru.gateway.guard.config.Jwt;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.OctJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens of friends and of others. */
class TokenCheckTest {
  private static final long NOW = 1_800_000_000L;
  private static final String GOOD =
      "{\"iss\":\"https://id.test\",\"aud\":[\"shop\",\"bank\"],\"sub\":\"ann\",\"exp\":1800000060}";

  private static RsaJsonWebKey rsa;
  private static EllipticCurveJsonWebKey ec;
  private static TokenKeys keys;

  private final TokenCheck check = new TokenCheck(config(Set.of("RS256", "ES256")));

  @BeforeAll
  static void makeKeys() throws JoseException {
    rsa = RsaJwkGenerator.generateJwk(2048);
    rsa.setKeyId("rsa");
    ec = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    ec.setKeyId("ec");
    keys = TokenKeys.parse(set(rsa, ec));
  }

  private static String set(PublicJsonWebKey... all) {
    return "{\"keys\":["
        + String.join(
            ",", List.of(all).stream().map(k -> k.toJson(OutputControlLevel.PUBLIC_ONLY)).toList())
        + "]}";
  }

  private static Jwt config(Set<String> algorithms) {
    return new Jwt(
        new Jwt.Keys.InFile(java.nio.file.Path.of("jwks.json"), 1),
        Set.of("https://id.test"),
        Set.of("shop"),
        algorithms,
        30,
        List.of("exp", "sub"),
        Map.of(),
        false,
        Place.BUILT_IN);
  }

  private static String token(String claims, PublicJsonWebKey key, String algorithm)
      throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(claims);
    jws.setAlgorithmHeaderValue(algorithm);
    jws.setKeyIdHeaderValue(key.getKeyId());
    jws.setKey(key.getPrivateKey());
    return jws.getCompactSerialization();
  }

  private void bad(String token, Code code) {
    assertThat(check.check(token, keys, NOW))
        .isInstanceOfSatisfying(
            TokenCheck.Result.Bad.class,
            bad -> assertThat(bad.fault().code()).as(bad.fault().detail()).isEqualTo(code));
  }

  @Test
  void tokensOfFriendsPass() throws JoseException {
    for (String token : List.of(token(GOOD, rsa, "RS256"), token(GOOD, ec, "ES256"))) {
      assertThat(check.check(token, keys, NOW))
          .isInstanceOfSatisfying(
              TokenCheck.Result.Good.class,
              good -> assertThat(good.claims()).containsEntry("sub", "ann"));
    }
  }

  @Test
  void aTokenWithoutKeyIdMeetsTheKeysOfItsKind() throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(GOOD);
    jws.setAlgorithmHeaderValue("ES256");
    jws.setKey(ec.getPrivateKey());
    assertThat(check.check(jws.getCompactSerialization(), keys, NOW))
        .isInstanceOf(TokenCheck.Result.Good.class);
  }

  @Test
  void eachCauseHasItsReason() throws JoseException {
    String good = token(GOOD, rsa, "RS256");
    bad("no token", Code.AUTH_JWT_MALFORMED);
    bad("", Code.AUTH_JWT_MALFORMED);
    bad(good + "." + good, Code.AUTH_JWT_MALFORMED);
    bad("a".repeat(TokenCheck.MOST_BYTES + 1), Code.AUTH_JWT_MALFORMED);
    bad(token(GOOD, rsa, "RS512"), Code.AUTH_JWT_ALGORITHM);
    bad(token("[1]", rsa, "RS256"), Code.AUTH_JWT_MALFORMED);
    bad(changed(GOOD, "\"exp\":1800000060", "\"exp\":1799999970"), Code.AUTH_JWT_EXPIRED);
    bad(changed(GOOD, "\"exp\":1800000060", "\"exp\":\"soon\""), Code.AUTH_JWT_MALFORMED);
    bad(changed(GOOD, "\"sub\"", "\"nbf\":1800000031,\"sub\""), Code.AUTH_JWT_NOT_YET);
    bad(changed(GOOD, "id.test", "evil.test"), Code.AUTH_JWT_ISSUER);
    bad(changed(GOOD, "\"shop\",", ""), Code.AUTH_JWT_AUDIENCE);
    bad(changed(GOOD, "\"sub\"", "\"subject\""), Code.AUTH_JWT_CLAIM);
    bad(changed(GOOD, ",\"exp\":1800000060", ""), Code.AUTH_JWT_CLAIM);
  }

  private String changed(String claims, String from, String to) throws JoseException {
    assertThat(claims).contains(from);
    return token(claims.replace(from, to), rsa, "RS256");
  }

  @Test
  void clocksMayDifferByTheLeeway() throws JoseException {
    String late = changed(GOOD, "\"exp\":1800000060", "\"exp\":1799999971");
    assertThat(check.check(late, keys, NOW)).isInstanceOf(TokenCheck.Result.Good.class);
    String early = changed(GOOD, "\"sub\"", "\"nbf\":1800000030,\"sub\"");
    assertThat(check.check(early, keys, NOW)).isInstanceOf(TokenCheck.Result.Good.class);
  }

  // ---- attacks

  @Test
  void aChangedTokenDoesNotHold() throws JoseException {
    String[] parts = token(GOOD, rsa, "RS256").split("\\.");
    String claims = GOOD.replace("ann", "root");
    bad(parts[0] + "." + base64(claims) + "." + parts[2], Code.AUTH_JWT_SIGNATURE);
    bad(parts[0] + "." + parts[1] + "." + base64("x".repeat(256)), Code.AUTH_JWT_SIGNATURE);
  }

  @Test
  void anotherKeyUnderAKnownIdDoesNotHold() throws JoseException {
    RsaJsonWebKey forged = RsaJwkGenerator.generateJwk(2048);
    forged.setKeyId("rsa");
    bad(token(GOOD, forged, "RS256"), Code.AUTH_JWT_SIGNATURE);
    forged.setKeyId("other");
    bad(token(GOOD, forged, "RS256"), Code.AUTH_JWT_KEY);
  }

  /** RFC 8725 section 2.1: no signature at all. */
  @Test
  void noneIsNoAlgorithm() {
    for (String none : List.of("none", "None", "NONE", "nOnE")) {
      String head = base64("{\"alg\":\"" + none + "\",\"kid\":\"rsa\"}");
      bad(head + "." + base64(GOOD) + ".", Code.AUTH_JWT_ALGORITHM);
    }
    assertThatThrownBy(() -> config(Set.of("none"))).isInstanceOf(IllegalArgumentException.class);
  }

  /** RFC 8725 section 2.1: the public key used as a secret that everybody knows. */
  @Test
  void aPublicKeyIsNoSecret() throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(GOOD);
    jws.setAlgorithmHeaderValue("HS256");
    jws.setKeyIdHeaderValue("rsa");
    jws.setKey(new HmacKey(rsa.getPublicKey().getEncoded()));
    bad(jws.getCompactSerialization(), Code.AUTH_JWT_ALGORITHM);
    assertThatThrownBy(() -> config(Set.of("HS256"))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyOfAnotherKindIsNotTried() throws JoseException {
    String head = base64("{\"alg\":\"ES256\",\"kid\":\"rsa\"}");
    bad(head + "." + base64(GOOD) + "." + base64("x".repeat(64)), Code.AUTH_JWT_KEY);
  }

  @Test
  void aKeyThatTheTokenBringsIsNotUsed() throws JoseException {
    RsaJsonWebKey forged = RsaJwkGenerator.generateJwk(2048);
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(GOOD);
    jws.setAlgorithmHeaderValue("RS256");
    jws.getHeaders().setJwkHeaderValue("jwk", forged);
    jws.setKey(forged.getPrivateKey());
    bad(jws.getCompactSerialization(), Code.AUTH_JWT_SIGNATURE);
  }

  @Test
  void extensionsThatMustBeUnderstoodAreNot() throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(GOOD);
    jws.setAlgorithmHeaderValue("RS256");
    jws.setKeyIdHeaderValue("rsa");
    jws.setHeader("crit", List.of("x"));
    jws.setHeader("x", "1");
    jws.setKey(rsa.getPrivateKey());
    jws.setKnownCriticalHeaders("x");
    bad(jws.getCompactSerialization(), Code.AUTH_JWT_MALFORMED);
  }

  // ---- sets of keys

  @Test
  void secretsAndKeysForEncryptionAreLeftOut() throws JoseException {
    String secret = OctJwkGenerator.generateJwk(256).toJson();
    assertThatThrownBy(() -> TokenKeys.parse("{\"keys\":[" + secret + "]}"))
        .hasMessageContaining("no public key");
    RsaJsonWebKey encrypts = RsaJwkGenerator.generateJwk(2048);
    encrypts.setUse("enc");
    assertThat(TokenKeys.parse(set(encrypts, ec)).size()).isOne();
    assertThatThrownBy(() -> TokenKeys.parse("{}")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TokenKeys.parse("<html>"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
