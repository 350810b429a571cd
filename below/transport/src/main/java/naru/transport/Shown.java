package naru.transport;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.HexFormat;
import java.util.List;
import naru.trace.TlsEvent;

/** A certificate as the trace tells it. */
public final class Shown {
  private Shown() {}

  /** A chain, the leaf first. */
  public static TlsEvent.CertificateShown of(List<X509Certificate> chain) {
    X509Certificate leaf = chain.getFirst();
    return new TlsEvent.CertificateShown(
        leaf.getSubjectX500Principal().getName(),
        CertificateNames.dns(leaf),
        key(leaf.getPublicKey()),
        leaf.getIssuerX500Principal().getName(),
        leaf.getSigAlgName(),
        leaf.getNotAfter().toInstant(),
        fingerprint(leaf),
        chain.size());
  }

  private static String key(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec -> "EC P-" + ec.getParams().getCurve().getField().getFieldSize();
      case RSAPublicKey rsa -> "RSA " + rsa.getModulus().bitLength();
      default -> key.getAlgorithm();
    };
  }

  static String fingerprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
      throw new IllegalStateException("a certificate that was parsed has an encoding", impossible);
    }
  }
}
