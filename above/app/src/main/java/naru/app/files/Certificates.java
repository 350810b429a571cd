package naru.app.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;

/** Certificates out of PEM files. */
public final class Certificates {
  private Certificates() {}

  /**
   * Every certificate of a file.
   *
   * @throws naru.base.FailureException if it cannot be read or holds none
   */
  public static List<X509Certificate> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (all.isEmpty()) {
        throw unreadable(file, "it holds no certificate").asException();
      }
      return all;
    } catch (IOException | CertificateException e) {
      throw unreadable(file, e.getMessage()).causedBy(e).asException();
    }
  }

  private static Failure unreadable(Path file, @org.jspecify.annotations.Nullable String why) {
    return Failure.of(Code.CA_FILE_UNREADABLE, Side.US, file + " cannot be read: " + why);
  }
}
