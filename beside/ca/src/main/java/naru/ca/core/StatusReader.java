package naru.ca.core;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import naru.base.Code;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/**
 * Reads an OCSP response as a client would, RFC 6960 section 3.2: what is not believed here would
 * make clients refuse the certificate that it is shown with.
 */
final class StatusReader {
  /** Clocks differ. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  /** How long an answer is good that does not say it: there may be a newer one at any time. */
  private static final Duration UNSAID = Duration.ofHours(1);

  /** More certificates are not looked at; one is usual. */
  private static final int MOST_SIGNERS = 8;

  private static final List<String> REFUSALS =
      List.of(
          "",
          "malformed request",
          "internal error",
          "try later",
          "",
          "signature required",
          "unauthorized");

  private StatusReader() {}

  static StatusAnswer read(byte[] der, StatusQuestion question, Instant now) {
    try {
      OCSPResp whole = new OCSPResp(der);
      if (whole.getStatus() != OCSPResp.SUCCESSFUL) {
        return new StatusAnswer.Useless(Code.OCSP_REFUSED, refusal(whole.getStatus()));
      }
      return whole.getResponseObject() instanceof BasicOCSPResp basic
          ? judge(basic, question, now)
          : untrusted("it is of a type that nobody knows");
    } catch (IOException | OCSPException | RuntimeException malformed) {
      return untrusted("it cannot be read: " + malformed.getMessage());
    }
  }

  private static String refusal(int status) {
    String word = status > 0 && status < REFUSALS.size() ? REFUSALS.get(status) : "";
    return "the responder says '" + (word.isEmpty() ? "status " + status : word) + "'";
  }

  private static StatusAnswer untrusted(String why) {
    return new StatusAnswer.Useless(Code.OCSP_UNTRUSTED, why);
  }

  private static StatusAnswer judge(BasicOCSPResp basic, StatusQuestion question, Instant now) {
    Optional<SingleResp> single = about(basic, question);
    if (single.isEmpty()) {
      return untrusted("it is about another certificate");
    }
    if (!isSigned(basic, question.issuer(), now)) {
      return untrusted("neither the issuer nor somebody it names for that has signed it");
    }
    return status(single.get(), now);
  }

  private static Optional<SingleResp> about(BasicOCSPResp basic, StatusQuestion question) {
    for (SingleResp each : basic.getResponses()) {
      if (question.isAbout(each.getCertID())) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private static StatusAnswer status(SingleResp single, Instant now) {
    CertificateStatus status = single.getCertStatus();
    if (status instanceof RevokedStatus revoked) {
      Instant since = revoked.getRevocationTime().toInstant();
      return new StatusAnswer.Useless(
          Code.OCSP_REVOKED, "the certificate is revoked since " + since);
    }
    if (status instanceof UnknownStatus) {
      return new StatusAnswer.Useless(
          Code.OCSP_UNKNOWN, "the responder does not know the certificate");
    }
    Instant since = single.getThisUpdate().toInstant();
    Date next = single.getNextUpdate();
    Instant until = next == null ? since.plus(UNSAID) : next.toInstant();
    if (since.isAfter(now.plus(SKEW))) {
      return untrusted("it is of the future: " + since);
    }
    return until.isAfter(now)
        ? new StatusAnswer.Good(since, until)
        : untrusted("it is out of date since " + until);
  }

  // ---- whose word it is, section 4.2.2.2

  private static boolean isSigned(BasicOCSPResp basic, X509Certificate issuer, Instant now) {
    try {
      if (verifies(basic, new JcaX509CertificateHolder(issuer))) {
        return true;
      }
      X509CertificateHolder[] named = basic.getCerts();
      for (int i = 0; i < named.length && i < MOST_SIGNERS; i++) {
        if (isNamedFor(named[i], issuer, now) && verifies(basic, named[i])) {
          return true;
        }
      }
      return false;
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("what was parsed has an encoding", impossible);
    }
  }

  private static boolean verifies(BasicOCSPResp basic, X509CertificateHolder signer) {
    try {
      return basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(signer));
    } catch (OCSPException | OperatorCreationException | CertificateException otherKey) {
      return false;
    }
  }

  /** The issuer itself has signed it for this purpose, and it is in force. */
  private static boolean isNamedFor(
      X509CertificateHolder responder, X509Certificate issuer, Instant now) {
    try {
      X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(responder);
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes != null
          && purposes.contains(KeyPurposeId.id_kp_OCSPSigning.getId())
          && certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
          && Validity.of(certificate).includes(now)
          && isSignedBy(certificate, issuer);
    } catch (CertificateException malformed) {
      return false;
    }
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (java.security.GeneralSecurityException no) {
      return false;
    }
  }
}
