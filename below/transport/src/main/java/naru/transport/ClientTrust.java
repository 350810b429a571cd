package naru.transport;

import java.net.Socket;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;

/**
 * Which clients are believed.
 *
 * @param required whether a client without a certificate is refused
 * @param anchors the CAs of clients; their names are told to clients
 * @param revoked what these CAs took back; if there are lists, each issuer needs one in force
 */
public record ClientTrust(boolean required, List<X509Certificate> anchors, List<X509CRL> revoked) {
  public ClientTrust {
    anchors = List.copyOf(anchors);
    revoked = List.copyOf(revoked);
    if (anchors.isEmpty()) {
      throw new IllegalArgumentException("clients can be believed by their CA only");
    }
  }

  /**
   * Whether a client with these certificates would be believed.
   *
   * @param chain its own first
   * @return subjects from its certificate to the anchor
   * @throws naru.base.FailureException with the reason why not
   */
  public List<String> path(List<X509Certificate> chain, Instant now) {
    try {
      return manager(() -> now).path(chain);
    } catch (Untrusted no) {
      throw Failure.of(no.code(), Side.CLIENT, no.why()).asException();
    }
  }

  Manager manager(Supplier<Instant> now) {
    return new Manager(this, now);
  }

  /** Asks the paths; a client has no name that would have to match. */
  static final class Manager extends X509ExtendedTrustManager {
    private final ClientTrust trust;
    private final CertificatePaths paths;
    private final Supplier<Instant> now;

    Manager(ClientTrust trust, Supplier<Instant> now) {
      this.trust = trust;
      this.now = now;
      this.paths =
          CertificatePaths.ofClients(
              trust.anchors().stream()
                  .map(anchor -> new TrustAnchor(anchor, null))
                  .collect(Collectors.toSet()),
              trust.revoked());
    }

    /** Subjects from the client's certificate to the anchor. */
    List<String> path(Collection<X509Certificate> chain) throws Untrusted {
      return paths.find(List.copyOf(chain), now.get()).subjects();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws Untrusted {
      path(List.of(chain));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws Untrusted {
      path(List.of(chain));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws Untrusted {
      path(List.of(chain));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws Untrusted {
      throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws Untrusted {
      throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws Untrusted {
      throw noServer();
    }

    private static Untrusted noServer() {
      return new Untrusted(Code.TLS_UNKNOWN_ISSUER, "only clients are asked for here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return trust.anchors().toArray(X509Certificate[]::new);
    }
  }
}
