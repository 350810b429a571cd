package naru.gateway;

import java.util.Optional;
import naru.http.Exchange;
import naru.http.Fields;
import naru.transport.ClientCertificate;

/**
 * Client-Cert (RFC 9440): tells servers of the client's certificate.
 *
 * <p>Written twice. Before the cache, so that an answer which varies by Client-Cert does so
 * (section 2.4), and whoever showed one is somebody: what is answered is stored for others only if
 * it says so. And again at the door to the server, behind {@link
 * naru.gateway.core.ForwardingFields}, which take out all that looks like it.
 */
final class CertificateField {
  private CertificateField() {}

  /** Before the cache. */
  static void tell(Exchange x) {
    write(x);
    if (x.client().certificate().isPresent()) {
      x.authorized();
    }
  }

  /** What anybody else says of it has no place there, trusted or not. */
  static void write(Exchange x) {
    Fields fields = x.request().fields();
    fields.removeAll("client-cert");
    fields.removeAll("client-cert-chain");
    Optional<ClientCertificate> shown = x.client().certificate();
    if (shown.isPresent()) {
      fields.add("Client-Cert", shown.get().structured());
    }
  }
}
