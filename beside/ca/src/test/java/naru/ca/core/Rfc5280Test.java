package naru.ca.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;

/** The three profiles against RFC 5280, read and verified by the JDK. */
final class Rfc5280Test {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.5Z");
  private static final BigInteger SERIAL = BigInteger.ONE.shiftLeft(127);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final KeyPair LEAF_KEY = KeyKind.EC_P256.generate(RANDOM);

  private final Signer root =
      Profile.root(KeyKind.EC_P384.generate(RANDOM), "Test Root", days(3653), BigInteger.ONE);
  private final Signer intermediate =
      Profile.intermediate(
          KeyKind.EC_P256.generate(RANDOM), "Test Sub", days(1826), BigInteger.TWO, root);
  private final X509Certificate leaf = leaf("shop.naru.test", "127.0.0.1", "::1");

  @Test
  void section_4_1_2_1_version3() {
    assertThat(List.of(root.certificate(), intermediate.certificate(), leaf))
        .allSatisfy(c -> assertThat(c.getVersion()).isEqualTo(3));
  }

  @Test
  void section_4_1_2_2_serialIsPositiveAndAtMost20Octets() {
    assertThat(leaf.getSerialNumber()).isEqualTo(SERIAL).isPositive();
    assertThat(leaf.getSerialNumber().toByteArray()).hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void section_4_1_2_4_issuerIsTheIssuersSubject() {
    assertThat(leaf.getIssuerX500Principal())
        .isEqualTo(intermediate.certificate().getSubjectX500Principal());
    assertThat(intermediate.certificate().getIssuerX500Principal())
        .isEqualTo(root.certificate().getSubjectX500Principal());
  }

  @Test
  void section_4_1_2_5_validityBeginsAnHourBackInWholeSeconds() {
    assertThat(leaf.getNotBefore().toInstant()).isEqualTo("2026-03-01T11:00:00Z");
    assertThat(leaf.getNotAfter().toInstant()).isEqualTo("2026-03-31T12:00:00Z");
  }

  @Test
  void section_4_1_2_5_1_beyond2049ItIsGeneralizedTime() {
    Validity late = Validity.of(Instant.parse("2049-12-01T00:00:00Z"), Duration.ofDays(90));
    Signer future = Profile.root(LEAF_KEY, "Late", late, BigInteger.ONE);
    assertThat(future.certificate().getNotAfter().toInstant()).isEqualTo("2050-03-01T00:00:00Z");
  }

  @Test
  void section_4_2_1_1_and_2_keyIdentifiersLinkTheChain() {
    assertThat(authorityKeyId(leaf)).isEqualTo(subjectKeyId(intermediate.certificate()));
    assertThat(authorityKeyId(intermediate.certificate()))
        .isEqualTo(subjectKeyId(root.certificate()))
        .hasSize(20);
    assertThat(subjectKeyId(leaf)).isNotEqualTo(subjectKeyId(intermediate.certificate()));
  }

  @Test
  void section_4_2_1_3_keyUsageIsCriticalAndMinimal() {
    assertThat(leaf.getCriticalExtensionOIDs()).contains("2.5.29.15");
    assertThat(usages(leaf)).containsExactly(0);
    assertThat(usages(root.certificate())).containsExactly(5, 6);
    assertThat(usages(intermediate.certificate())).containsExactly(5, 6);
  }

  @Test
  void section_4_2_1_6_emptySubjectMeansCriticalAlternativeNames() {
    assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
    assertThat(leaf.getCriticalExtensionOIDs()).contains("2.5.29.17");
    assertThat(Certificates.names(leaf))
        .containsExactly("shop.naru.test", "127.0.0.1", "0:0:0:0:0:0:0:1");
  }

  @Test
  void section_4_2_1_9_basicConstraints() {
    assertThat(root.certificate().getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
    assertThat(intermediate.certificate().getBasicConstraints()).isZero();
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(List.of(root.certificate(), intermediate.certificate()))
        .allSatisfy(c -> assertThat(c.getCriticalExtensionOIDs()).contains("2.5.29.19"));
  }

  @Test
  void section_4_2_1_12_leavesServeServersOnly() throws GeneralSecurityException {
    assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
  }

  @Test
  void section_6_1_thePathIsValidFromLeafToRoot() throws GeneralSecurityException {
    validate(NOW, leaf, intermediate.certificate());
  }

  @Test
  void section_6_1_3_a_2_thePathIsInvalidBeforeAndAfter() {
    for (Instant at : List.of(NOW.minus(Duration.ofHours(2)), NOW.plus(Duration.ofDays(31)))) {
      assertThatThrownBy(() -> validate(at, leaf, intermediate.certificate()))
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void section_6_1_4_m_noCaBelowTheIntermediate() {
    Signer below =
        Profile.intermediate(
            KeyKind.EC_P256.generate(RANDOM), "Too Deep", days(30), BigInteger.TEN, intermediate);
    X509Certificate deep =
        Profile.leaf(LEAF_KEY.getPublic(), names("a.test"), days(1), SERIAL, below);
    assertThatThrownBy(() -> validate(NOW, deep, below.certificate(), intermediate.certificate()))
        .isInstanceOf(GeneralSecurityException.class);
  }

  private X509Certificate leaf(String... names) {
    return Profile.leaf(LEAF_KEY.getPublic(), names(names), days(30), SERIAL, intermediate);
  }

  private static List<SubjectName> names(String... names) {
    return List.of(names).stream().map(n -> SubjectName.parse(n).orElseThrow()).toList();
  }

  private void validate(Instant at, X509Certificate... chain) throws GeneralSecurityException {
    CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(chain));
    var parameters = new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }

  private static Validity days(int days) {
    return Validity.of(NOW, Duration.ofDays(days));
  }

  private static List<Integer> usages(X509Certificate certificate) {
    boolean[] bits = certificate.getKeyUsage();
    return java.util.stream.IntStream.range(0, bits.length).filter(i -> bits[i]).boxed().toList();
  }

  private static byte[] subjectKeyId(X509Certificate certificate) {
    return SubjectKeyIdentifier.getInstance(value(certificate, "2.5.29.14")).getKeyIdentifier();
  }

  private static byte[] authorityKeyId(X509Certificate certificate) {
    return AuthorityKeyIdentifier.getInstance(value(certificate, "2.5.29.35"))
        .getKeyIdentifierOctets();
  }

  private static byte[] value(X509Certificate certificate, String oid) {
    return ASN1OctetString.getInstance(certificate.getExtensionValue(oid)).getOctets();
  }
}
