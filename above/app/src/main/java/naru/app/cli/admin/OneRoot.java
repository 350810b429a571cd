package naru.app.cli.admin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;

/**
 * The root certificate in a state directory, {@code ca/root.crt}.
 *
 * @param pem the file's text
 * @param sha256 of the certificate, lower-case hex
 */
record OneRoot(String pem, String sha256) {
  static Path file(Path stateDirectory) {
    return stateDirectory.resolve("ca").resolve("root.crt");
  }

  /**
   * Reads it.
   *
   * @throws FailureException {@code ADMIN_UNREACHABLE} if there is none
   */
  static OneRoot read(Path stateDirectory) {
    Path file = file(stateDirectory);
    try {
      String pem = Files.readString(file, StandardCharsets.US_ASCII);
      return new OneRoot(pem, fingerprint(certificate(pem)));
    } catch (IOException | GeneralSecurityException e) {
      String what = "no root certificate in " + file;
      throw Failure.of(Code.ADMIN_UNREACHABLE, Side.US, what).causedBy(e).asException();
    }
  }

  private static Certificate certificate(String pem) throws GeneralSecurityException {
    byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(bytes));
  }

  private static String fingerprint(Certificate certificate) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    return HexFormat.of().formatHex(digest);
  }

  /** TLS that trusts what this root signed and nothing else. */
  SSLContext trustOnly() {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("root", certificate(pem));
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }
}
