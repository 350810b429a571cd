package naru.transport;

import java.util.List;
import naru.base.Metrics;

/** Server-side TLS: one context per server name, made when it is first asked for. */
public final class ServerTls {
  private final CertificateSource source;
  private final List<String> alpn;
  private final String nameWithoutSni;

  private ServerTls(CertificateSource source, List<String> alpn, String nameWithoutSni) {
    this.source = source;
    this.alpn = List.copyOf(alpn);
    this.nameWithoutSni = nameWithoutSni;
  }

  /**
   * TLS with certificates by server name.
   *
   * @param alpn application protocols in the order of preference; empty for none
   * @param nameWithoutSni the name that a client without SNI means; empty to refuse it
   */
  public static ServerTls of(
      CertificateSource source, List<String> alpn, String nameWithoutSni, Metrics metrics) {
    return new ServerTls(source, alpn, nameWithoutSni);
  }
}
