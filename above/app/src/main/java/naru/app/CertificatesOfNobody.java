package naru.app;

import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.transport.CertificateSource;

/** Where nothing is decrypted: a name that no stream takes has no certificate either. */
final class CertificatesOfNobody {
  static final CertificateSource SOURCE =
      (name, witness) -> {
        throw Failure.of(
                Code.TLS_NO_CERTIFICATE, Side.CLIENT, "no stream takes the name '" + name + "'")
            .asException();
      };

  private CertificatesOfNobody() {}
}
