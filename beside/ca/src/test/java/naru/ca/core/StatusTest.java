package naru.ca.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import naru.base.Code;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.Test;

/** What is asked of a CA, and what of its answers is believed. RFC 6960, RFC 5019. */
final class StatusTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Responder ca = new Responder("Naru Test CA", NOW);
  private final X509Certificate leaf = ca.server("shop.naru.test");
  private final StatusQuestion question = StatusQuestion.of(leaf, ca.certificate());

  private void isUseless(byte[] der, Code code, String why) {
    assertThat(question.judge(der, NOW))
        .isInstanceOfSatisfying(
            StatusAnswer.Useless.class,
            u -> {
              assertThat(u.code()).isEqualTo(code);
              assertThat(u.why()).contains(why);
            });
  }

  private static StatusAnswer.Good good(long sinceHours, long untilHours) {
    return new StatusAnswer.Good(
        NOW.plus(Duration.ofHours(sinceHours)), NOW.plus(Duration.ofHours(untilHours)));
  }

  // ---- RFC 6960 section 4.1, RFC 5019 section 2.1 and 5

  @Test
  void theQuestionNamesOneCertificateAndNothingElse() throws Exception {
    OCSPReq asked = new OCSPReq(question.der());
    assertThat(asked.getRequestList()).hasSize(1);
    assertThat(asked.getRequestList()[0].getCertID().getSerialNumber())
        .isEqualTo(leaf.getSerialNumber());
    assertThat(asked.hasExtensions()).isFalse();
    assertThat(asked.isSigned()).isFalse();
  }

  @Test
  void itIsAskedByGetWhereTheUrlIsShort() {
    for (String base : new String[] {"http://a.test", "http://a.test/", "http://a.test/x"}) {
      URI url = question.get(URI.create(base)).orElseThrow();
      String path = url.getPath();
      String asked = path.substring(base.endsWith("x") ? 3 : 1);
      assertThat(Base64.getDecoder().decode(asked.getBytes(StandardCharsets.US_ASCII)))
          .isEqualTo(question.der());
      assertThat(url.getRawPath().substring(1).replace("x/", "")).doesNotContain("/", "+", "=");
    }
    assertThat(question.get(URI.create("http://a.test/" + "x".repeat(200)))).isEmpty();
  }

  @Test
  void theCertificateNamesWhomToAsk() {
    assertThat(StatusQuestion.responder(leaf)).contains(URI.create(Responder.URL));
    assertThat(StatusQuestion.responder(ca.certificate())).isEmpty();
    assertThat(StatusQuestion.isMust(leaf)).isFalse();
    assertThat(StatusQuestion.http("ldap://a.test/x")).isEmpty();
    assertThat(StatusQuestion.http("http:///x")).isEmpty();
    assertThat(StatusQuestion.http("http://a b")).isEmpty();
    assertThat(StatusQuestion.http("HTTPS://a.test")).isPresent();
  }

  // ---- RFC 6960 section 3.2

  @Test
  void theIssuerItselfIsBelieved() {
    assertThat(question.judge(ca.about(leaf).signed(), NOW))
        .isEqualTo(
            new StatusAnswer.Good(NOW.minus(Duration.ofHours(1)), NOW.plus(Duration.ofDays(7))));
  }

  @Test
  void soIsWhomTheIssuerNamesForIt() {
    Instant later = NOW.plus(Duration.ofDays(1));
    assertThat(
            question.judge(
                ca.about(leaf).signedByDelegate(KeyPurposeId.id_kp_OCSPSigning, later), NOW))
        .isInstanceOf(StatusAnswer.Good.class);
    String nobody = "neither the issuer nor somebody";
    isUseless(
        ca.about(leaf).signedByDelegate(KeyPurposeId.id_kp_serverAuth, later),
        Code.OCSP_UNTRUSTED,
        nobody);
    isUseless(ca.about(leaf).signedByDelegate(null, later), Code.OCSP_UNTRUSTED, nobody);
    isUseless(
        ca.about(leaf)
            .signedByDelegate(KeyPurposeId.id_kp_OCSPSigning, NOW.minus(Duration.ofDays(1))),
        Code.OCSP_UNTRUSTED,
        nobody);
  }

  @Test
  void othersAreNot() {
    Responder other = new Responder("Naru Test CA", NOW); // the same name, another key
    isUseless(ca.about(leaf).signedByAnybody(other, true), Code.OCSP_UNTRUSTED, "neither");
    isUseless(ca.about(leaf).signedByAnybody(other, false), Code.OCSP_UNTRUSTED, "neither");
    byte[] forged = ca.about(leaf).signed();
    forged[forged.length - 5] ^= 1;
    isUseless(forged, Code.OCSP_UNTRUSTED, "");
  }

  @Test
  void itMustBeAboutThisCertificate() {
    isUseless(
        ca.about(ca.server("other.test")).signed(), Code.OCSP_UNTRUSTED, "another certificate");
    Responder other = new Responder("Another CA", NOW);
    isUseless(
        ca.about(leaf).ofIssuer(other.certificate()).signed(),
        Code.OCSP_UNTRUSTED,
        "another certificate");
  }

  @Test
  void onlyGoodIsGood() {
    Date then = Date.from(NOW.minus(Duration.ofDays(2)));
    isUseless(
        ca.about(leaf).status(new RevokedStatus(then, 1)).signed(),
        Code.OCSP_REVOKED,
        "2026-02-27T12:00:00Z");
    isUseless(
        ca.about(leaf).status(new UnknownStatus()).signed(), Code.OCSP_UNKNOWN, "does not know");
  }

  @Test
  void itMustBeOfNow() {
    isUseless(
        ca.about(leaf).from(NOW.minus(Duration.ofDays(8)), NOW).signed(),
        Code.OCSP_UNTRUSTED,
        "out of date");
    isUseless(
        ca.about(leaf).from(NOW.plusSeconds(600), NOW.plusSeconds(6000)).signed(),
        Code.OCSP_UNTRUSTED,
        "of the future");
    assertThat(
            question.judge(
                ca.about(leaf).from(NOW.plusSeconds(200), NOW.plusSeconds(6000)).signed(), NOW))
        .as("clocks differ")
        .isInstanceOf(StatusAnswer.Good.class);
    assertThat(question.judge(ca.about(leaf).from(NOW, null).signed(), NOW))
        .as("without an end it is good for an hour")
        .isEqualTo(new StatusAnswer.Good(NOW, NOW.plus(Duration.ofHours(1))));
  }

  @Test
  void refusalsAndGarbage() throws Exception {
    isUseless(
        new OCSPRespBuilder().build(OCSPResp.TRY_LATER, null).getEncoded(),
        Code.OCSP_REFUSED,
        "'try later'");
    isUseless(
        new OCSPRespBuilder().build(OCSPResp.UNAUTHORIZED, null).getEncoded(),
        Code.OCSP_REFUSED,
        "'unauthorized'");
    isUseless(new byte[0], Code.OCSP_UNTRUSTED, "");
    isUseless("<html>".getBytes(StandardCharsets.US_ASCII), Code.OCSP_UNTRUSTED, "");
    byte[] whole = ca.about(leaf).signed();
    for (int length = 1; length < whole.length; length += 7) {
      isUseless(java.util.Arrays.copyOf(whole, length), Code.OCSP_UNTRUSTED, "");
    }
  }

  // ---- when to ask again

  @Test
  void anAnswerIsRefreshedAtHalfOfItsTime() {
    assertThat(good(-2, 10).untilRefresh(NOW)).isEqualTo(Duration.ofHours(4));
    assertThat(good(0, 168).untilRefresh(NOW)).isEqualTo(Duration.ofHours(84));
    assertThat(good(-9, 3).untilRefresh(NOW)).as("old, out of a cache").hasHours(1);
    assertThat(good(-9, 1).untilRefresh(NOW)).hasMinutes(30);
    assertThat(new StatusAnswer.Good(NOW, NOW.plusSeconds(20)).untilRefresh(NOW)).hasMinutes(1);
    assertThat(good(-100, 0).untilRefresh(NOW)).hasMinutes(1);
    Instant never = Instant.parse("9999-12-31T00:00:00Z");
    assertThat(new StatusAnswer.Good(NOW, never).untilRefresh(NOW)).hasDays(7);
  }
}
