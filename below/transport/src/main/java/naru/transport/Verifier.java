package naru.transport;

import java.net.Socket;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import naru.base.Code;
import org.jspecify.annotations.Nullable;

/**
 * Believes a server: its chain leads to a trust anchor, it is for TLS servers, its dates hold now,
 * its name is the one that was asked for. RFC 5280 section 6, RFC 9525.
 *
 * <p>What was proven is remembered, so that the next connection to the same server costs a look-up
 * instead of signature checks.
 */
final class Verifier extends X509ExtendedTrustManager {
  static final int REMEMBERED = 256;

  private final CertificatePaths paths;
  private final Supplier<Instant> now;
  private final Map<Claim, Proof> proven =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Claim, Proof> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Claim(List<X509Certificate> chain, String serverName) {}

  private record Proof(List<String> path, Instant until) {}

  Verifier(Set<TrustAnchor> anchors, Supplier<Instant> now) {
    this.paths = CertificatePaths.ofServers(anchors);
    this.now = now;
  }

  /** Subjects from the server's certificate to the anchor. */
  List<String> verify(List<X509Certificate> chain, String serverName) throws Untrusted {
    Claim claim = new Claim(List.copyOf(chain), serverName);
    Instant at = now.get();
    Proof known = recall(claim);
    if (known != null && at.isBefore(known.until())) {
      return known.path();
    }
    Proof proof = prove(claim, at);
    synchronized (proven) {
      proven.put(claim, proof);
    }
    return proof.path();
  }

  private @Nullable Proof recall(Claim claim) {
    synchronized (proven) {
      return proven.get(claim);
    }
  }

  private Proof prove(Claim claim, Instant at) throws Untrusted {
    CertificatePaths.Path path = paths.find(claim.chain(), at);
    X509Certificate leaf = claim.chain().getFirst();
    if (!CertificateNames.match(leaf, claim.serverName())) {
      throw new Untrusted(
          Code.TLS_NAME_MISMATCH,
          "the certificate is for "
              + CertificateNames.dns(leaf)
              + ", not for "
              + claim.serverName());
    }
    return new Proof(path.subjects(), path.until());
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws Untrusted {
    String name = engine.getPeerHost();
    verify(List.of(chain), name == null ? "" : name);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) throws Untrusted {
    throw noName();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws Untrusted {
    throw noName();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) throws Untrusted {
    throw noName();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws Untrusted {
    throw noName();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws Untrusted {
    throw noName();
  }

  private static Untrusted noName() {
    return new Untrusted(Code.TLS_NAME_MISMATCH, "only a server with a name can be believed");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
