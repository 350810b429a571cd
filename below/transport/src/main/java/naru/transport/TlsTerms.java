package naru.transport;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * On which terms a server shakes hands.
 *
 * @param alpn application protocols in the order of preference; empty for none
 * @param least the lowest version
 * @param clients whether and which client certificates are asked for; empty for none
 */
public record TlsTerms(List<String> alpn, Version least, Optional<ClientTrust> clients) {
  /** Versions that are spoken. */
  public enum Version {
    TLS_1_2,
    TLS_1_3
  }

  public TlsTerms {
    alpn = List.copyOf(alpn);
  }

  /** From TLS 1.2 on, without client certificates. */
  public static TlsTerms of(List<String> alpn) {
    return new TlsTerms(alpn, Version.TLS_1_2, Optional.empty());
  }

  /** Names what a session was agreed on: it is resumed on the same terms only. */
  String scope(String serverName) {
    return serverName + "\0" + least + "\0" + clients.map(TlsTerms::digest).orElse("");
  }

  private static String digest(ClientTrust clients) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((byte) (clients.required() ? 1 : 0));
      for (X509Certificate anchor : clients.anchors()) {
        digest.update(anchor.getEncoded());
      }
      for (X509CRL list : clients.revoked()) {
        digest.update(list.getEncoded());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("what was parsed has an encoding", impossible);
    }
  }
}
