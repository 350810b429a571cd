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
        throw unusable(file, "holds no certificate").asException();
      }
      return all;
    } catch (CertificateException e) {
      throw unusable(file, "holds no certificate in PEM").causedBy(e).asException();
    } catch (IOException e) {
      throw unusable(file, "cannot be read: " + Unread.why(e)).causedBy(e).asException();
    }
  }

  private static Failure unusable(Path file, String what) {
    return Failure.of(Code.CA_FILE_UNREADABLE, Side.US, file + " " + what);
  }
}
