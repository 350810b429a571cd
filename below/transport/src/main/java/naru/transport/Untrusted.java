package naru.transport;

import java.security.cert.CertificateException;
import naru.base.Code;

/** Why a certificate is not believed; it travels through the TLS library as its cause. */
final class Untrusted extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  Untrusted(Code code, String why) {
    super(why);
    this.code = code;
  }

  Code code() {
    return code;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
