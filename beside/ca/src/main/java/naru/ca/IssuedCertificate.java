package naru.ca;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import naru.ca.core.Certificates;
import naru.ca.core.Validity;

/**
 * A certificate that the CA signed, as it is remembered.
 *
 * @param serial lower-case hex
 * @param names DNS names and addresses
 * @param notBefore from when it is good
 * @param notAfter until when it is good
 * @param sha256 fingerprint in lower-case hex
 */
public record IssuedCertificate(
    String serial, List<String> names, Instant notBefore, Instant notAfter, String sha256) {
  public IssuedCertificate {
    names = List.copyOf(names);
  }

  static IssuedCertificate of(X509Certificate certificate) {
    Validity validity = Validity.of(certificate);
    return new IssuedCertificate(
        Certificates.serial(certificate),
        Certificates.names(certificate),
        validity.from(),
        validity.until(),
        Certificates.fingerprint(certificate));
  }
}
