package naru.transport;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import naru.base.Code;

/** Why a certificate is not believed; it travels through the TLS library as its cause. */
final class Untrusted extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  Untrusted(Code code, String why) {
    super(why);
    this.code = code;
    // The library chooses its alert by the reason that a path validator gives.
    initCause(new CertPathValidatorException(why, null, null, -1, reason(code)));
  }

  private static BasicReason reason(Code code) {
    return switch (code) {
      case TLS_EXPIRED -> BasicReason.EXPIRED;
      case TLS_REVOKED -> BasicReason.REVOKED;
      default -> BasicReason.UNSPECIFIED;
    };
  }

  Code code() {
    return code;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
