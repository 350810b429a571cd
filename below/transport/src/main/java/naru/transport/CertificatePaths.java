package naru.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import naru.base.Code;

/**
 * Ways from a certificate to a trust anchor: signatures, dates, what the certificate is for, and
 * revocation where there are lists. RFC 5280 section 6, by the JDK.
 */
final class CertificatePaths {
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  private final Set<TrustAnchor> anchors;
  private final String purpose;
  private final String who;
  private final Collection<X509CRL> revoked;

  /**
   * A way that was found.
   *
   * @param subjects from the certificate to the anchor
   * @param until when the first of them ends
   */
  record Path(List<String> subjects, Instant until) {}

  private CertificatePaths(
      Set<TrustAnchor> anchors, String purpose, String who, Collection<X509CRL> revoked) {
    this.anchors = Set.copyOf(anchors);
    this.purpose = purpose;
    this.who = who;
    this.revoked = List.copyOf(revoked);
  }

  static CertificatePaths ofServers(Set<TrustAnchor> anchors) {
    return new CertificatePaths(anchors, SERVER_AUTH, "a TLS server", List.of());
  }

  /** With lists, the issuer of every client needs one that is in force. */
  static CertificatePaths ofClients(Set<TrustAnchor> anchors, Collection<X509CRL> revoked) {
    return new CertificatePaths(anchors, CLIENT_AUTH, "a TLS client", revoked);
  }

  Path find(List<X509Certificate> chain, Instant at) throws Untrusted {
    try {
      return path(build(chain, at));
    } catch (GeneralSecurityException none) {
      throw whyNot(chain, at, none);
    }
  }

  /** The library says only that there is no path, not whether a date is to blame. */
  private Untrusted whyNot(
      List<X509Certificate> chain, Instant at, GeneralSecurityException thrown) {
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
    CertPathValidatorException.Reason reason = reason(thrown);
    if (reason == BasicReason.REVOKED) {
      return new Untrusted(Code.TLS_REVOKED, leaf + " was revoked");
    }
    return listsHold(at)
        ? new Untrusted(Code.TLS_UNKNOWN_ISSUER, leaf + " or its issuer may not be used for " + who)
        : new Untrusted(Code.TLS_REVOKED, "no list in force says whether " + leaf + " was revoked");
  }

  private boolean listsHold(Instant at) {
    return revoked.stream()
        .map(X509CRL::getNextUpdate)
        .allMatch(next -> next == null || at.isBefore(next.toInstant()));
  }

  private static CertPathValidatorException.Reason reason(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathValidatorException invalid) {
        return invalid.getReason();
      }
    }
    return BasicReason.UNSPECIFIED;
  }

  /** From the certificate to an anchor by signatures alone; empty if none is reached. */
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
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf(chain.getFirst()));
    List<Object> known = new ArrayList<>(chain);
    known.addAll(revoked);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
    parameters.setDate(Date.from(at));
    CertPathBuilder builder = CertPathBuilder.getInstance("PKIX");
    parameters.setRevocationEnabled(false);
    if (!revoked.isEmpty()) {
      PKIXRevocationChecker checker = (PKIXRevocationChecker) builder.getRevocationChecker();
      checker.setOptions(
          EnumSet.of(
              PKIXRevocationChecker.Option.ONLY_END_ENTITY,
              PKIXRevocationChecker.Option.PREFER_CRLS,
              PKIXRevocationChecker.Option.NO_FALLBACK));
      parameters.addCertPathChecker(checker);
    }
    return (PKIXCertPathBuilderResult) builder.build(parameters);
  }

  private X509CertSelector leaf(X509Certificate certificate) {
    X509CertSelector selector = new X509CertSelector();
    selector.setCertificate(certificate);
    try {
      selector.setExtendedKeyUsage(Set.of(purpose));
    } catch (IOException impossible) {
      throw new UncheckedIOException("a constant is a valid object identifier", impossible);
    }
    return selector;
  }

  private static Path path(PKIXCertPathBuilderResult built) {
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
    return new Path(List.copyOf(subjects), until);
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }
}
