package naru.transport;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import naru.trace.TlsEvent;

/**
 * Who a client proved to be.
 *
 * @param subject as RFC 2253 writes it, such as {@code O=Naru,CN=alice}
 * @param commonName of the subject, the last one; empty if it has none
 * @param names of its subjectAltName: {@code dns:}, {@code email:}, {@code uri:} or {@code ip:} and
 *     the name
 * @param sha256 fingerprint in lower-case hex
 * @param structured the certificate as RFC 9440 puts it into a header field: a byte sequence of RFC
 *     9651, {@code :MIIB...:}
 */
public record ClientCertificate(
    String subject, String commonName, List<String> names, String sha256, String structured) {
  public ClientCertificate {
    names = List.copyOf(names);
  }

  /** What a certificate says. */
  public static ClientCertificate of(X509Certificate leaf) {
    try {
      return new ClientCertificate(
          leaf.getSubjectX500Principal().getName(),
          CertificateNames.common(leaf),
          CertificateNames.all(leaf),
          Shown.fingerprint(leaf),
          ":" + Base64.getEncoder().encodeToString(leaf.getEncoded()) + ":");
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("a certificate that was parsed has an encoding", impossible);
    }
  }

  /**
   * As the trace tells it.
   *
   * @param path subjects from it to the anchor
   */
  public TlsEvent.ClientVerified event(List<String> path) {
    return new TlsEvent.ClientVerified(subject, names, sha256, path);
  }
}
