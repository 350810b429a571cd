package naru.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
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

  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

  private final Set<TrustAnchor> anchors;
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
    this.anchors = Set.copyOf(anchors);
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
    PKIXCertPathBuilderResult built = path(claim.chain(), at);
    X509Certificate leaf = claim.chain().getFirst();
    if (!CertificateNames.match(leaf, claim.serverName())) {
      throw new Untrusted(
          Code.TLS_NAME_MISMATCH,
          "the certificate is for "
              + CertificateNames.dns(leaf)
              + ", not for "
              + claim.serverName());
    }
    return proof(built);
  }

  private PKIXCertPathBuilderResult path(List<X509Certificate> chain, Instant at) throws Untrusted {
    try {
      return build(chain, at);
    } catch (GeneralSecurityException none) {
      throw whyNot(chain, at);
    }
  }

  /** The library says only that there is no path, not whether a date is to blame. */
  private Untrusted whyNot(List<X509Certificate> chain, Instant at) {
    List<X509Certificate> signers = signers(chain);
    if (signers.isEmpty()) {
      return new Untrusted(
          Code.TLS_UNKNOWN_ISSUER,
          "no trusted CA signed "
              + subject(chain.getFirst())
              + "; the chain ends at "
              + chain.getLast().getIssuerX500Principal().getName());
    }
    for (X509Certificate certificate : signers) {
      Instant begins = certificate.getNotBefore().toInstant();
      Instant ends = certificate.getNotAfter().toInstant();
      if (at.isAfter(ends)) {
        return new Untrusted(Code.TLS_EXPIRED, subject(certificate) + " ended " + ends);
      }
      if (at.isBefore(begins)) {
        return new Untrusted(Code.TLS_EXPIRED, subject(certificate) + " begins only " + begins);
      }
    }
    String leaf = subject(chain.getFirst());
    return new Untrusted(
        Code.TLS_UNKNOWN_ISSUER, leaf + " or its issuer may not be used for a TLS server");
  }

  /** From the server's certificate to an anchor by signatures alone; empty if none is reached. */
  private List<X509Certificate> signers(List<X509Certificate> chain) {
    List<X509Certificate> candidates = new ArrayList<>();
    anchors.forEach(anchor -> candidates.add(anchor.getTrustedCert()));
    int trusted = candidates.size();
    candidates.addAll(chain);
    List<X509Certificate> path = new ArrayList<>(List.of(chain.getFirst()));
    while (path.size() <= chain.size()) {
      X509Certificate last = path.getLast();
      int signer = 0;
      while (signer < candidates.size() && !signed(last, candidates.get(signer))) {
        signer++;
      }
      if (signer == candidates.size()) {
        return List.of();
      }
      path.add(candidates.get(signer));
      if (signer < trusted) {
        return path;
      }
    }
    return List.of();
  }

  private static boolean signed(X509Certificate certificate, X509Certificate signer) {
    try {
      if (certificate.getIssuerX500Principal().equals(signer.getSubjectX500Principal())) {
        certificate.verify(signer.getPublicKey());
        return true;
      }
      return false;
    } catch (GeneralSecurityException another) {
      return false;
    }
  }

  private PKIXCertPathBuilderResult build(List<X509Certificate> chain, Instant at)
      throws GeneralSecurityException {
    X509CertSelector leaf = serverCertificate(chain.getFirst());
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    return (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
  }

  private static X509CertSelector serverCertificate(X509Certificate certificate) {
    X509CertSelector selector = new X509CertSelector();
    selector.setCertificate(certificate);
    try {
      selector.setExtendedKeyUsage(Set.of(SERVER_AUTH));
    } catch (IOException impossible) {
      throw new UncheckedIOException("a constant is a valid object identifier", impossible);
    }
    return selector;
  }

  private static Proof proof(PKIXCertPathBuilderResult built) {
    List<String> subjects = new ArrayList<>();
    X509Certificate anchor = built.getTrustAnchor().getTrustedCert();
    Instant until = anchor.getNotAfter().toInstant();
    for (var element : built.getCertPath().getCertificates()) {
      X509Certificate certificate = (X509Certificate) element;
      subjects.add(subject(certificate));
      Instant ends = certificate.getNotAfter().toInstant();
      until = ends.isBefore(until) ? ends : until;
    }
    subjects.add(subject(anchor));
    return new Proof(List.copyOf(subjects), until);
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
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
