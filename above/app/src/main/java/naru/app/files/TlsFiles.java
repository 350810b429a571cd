package naru.app.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.List;
import naru.app.config.Edge;
import naru.base.Clock;
import naru.base.Code;
import naru.base.DomainPattern;
import naru.base.Failure;
import naru.base.Metrics;
import naru.base.Side;
import naru.ca.FileCertificates;
import naru.trace.Witness;
import naru.transport.CertificateNames;
import naru.transport.ClientTrust;
import naru.transport.Credential;

/** Keys, certificates and lists out of the user's files. */
public final class TlsFiles {
  private static final Witness NOBODY = (from, to, provenance, event) -> {};

  private TlsFiles() {}

  /**
   * What a certificate is shown for.
   *
   * @throws naru.base.FailureException if its files cannot be used
   */
  public static List<DomainPattern> names(Edge.Certificate certificate) {
    Credential credential = identity(certificate.cert(), certificate.key());
    if (!certificate.names().isEmpty()) {
      return certificate.names();
    }
    List<DomainPattern> own =
        CertificateNames.dns(credential.chain().getFirst()).stream()
            .map(DomainPattern::parse)
            .toList();
    if (own.isEmpty()) {
      throw unusable(certificate.cert(), "names no server: write names").asException();
    }
    return own;
  }

  /** A certificate and its key as they are now. */
  public static Credential identity(Path cert, Path key) {
    FileCertificates files = FileCertificates.open(cert, key, Clock.system(), new Metrics());
    Credential now = files.credentialFor("", NOBODY);
    return new Credential(now.key(), now.chain(), Instant.MAX);
  }

  /** Which clients are believed. */
  public static ClientTrust trust(Edge.Clients clients) {
    List<X509CRL> lists = clients.crl().map(TlsFiles::lists).orElse(List.of());
    return new ClientTrust(clients.required(), Certificates.read(clients.ca()), lists);
  }

  private static List<X509CRL> lists(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509CRL> lists =
          CertificateFactory.getInstance("X.509").generateCRLs(in).stream()
              .map(X509CRL.class::cast)
              .toList();
      if (lists.isEmpty()) {
        throw unusable(file, "holds no list of revoked certificates").asException();
      }
      return lists;
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(file, "cannot be read: " + Unread.why(e)).causedBy(e).asException();
    }
  }

  /** What a file holds. */
  public static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unusable(file, "cannot be read: " + Unread.why(e)).causedBy(e).asException();
    }
  }

  private static Failure unusable(Path file, String what) {
    return Failure.of(Code.CA_FILE_UNREADABLE, Side.US, file + " " + what);
  }
}
