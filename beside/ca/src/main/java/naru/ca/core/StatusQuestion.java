package naru.ca.core;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * The question to a CA whether a certificate still holds. RFC 6960 section 4.1, in the lightweight
 * form of RFC 5019: one certificate, named by SHA-1 hashes of its issuer, no nonce, as the answer
 * is for everybody.
 */
public final class StatusQuestion {
  /** RFC 5019 section 5: up to here GET is used, which caches understand. */
  private static final int MOST_GET = 255;

  private final X509Certificate certificate;
  private final X509Certificate issuer;
  private final CertificateID id;

  private StatusQuestion(X509Certificate certificate, X509Certificate issuer, CertificateID id) {
    this.certificate = certificate;
    this.issuer = issuer;
    this.id = id;
  }

  /** About a certificate, to the one who signed it. */
  public static StatusQuestion of(X509Certificate certificate, X509Certificate issuer) {
    try {
      CertificateID id =
          new CertificateID(
              new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
              new JcaX509CertificateHolder(issuer),
              certificate.getSerialNumber());
      return new StatusQuestion(certificate, issuer, id);
    } catch (OperatorCreationException | OCSPException | CertificateEncodingException impossible) {
      throw new IllegalStateException("every JDK has SHA-1", impossible);
    }
  }

  /** The first HTTP URL that a certificate names for such questions. RFC 5280 section 4.2.2.1. */
  public static Optional<URI> responder(X509Certificate certificate) {
    try {
      AuthorityInformationAccess access =
          AuthorityInformationAccess.fromExtensions(
              new JcaX509CertificateHolder(certificate).getExtensions());
      if (access == null) {
        return Optional.empty();
      }
      for (AccessDescription each : access.getAccessDescriptions()) {
        GeneralName at = each.getAccessLocation();
        if (each.getAccessMethod().equals(AccessDescription.id_ad_ocsp)
            && at.getTagNo() == GeneralName.uniformResourceIdentifier) {
          Optional<URI> uri = http(at.getName().toString());
          if (uri.isPresent()) {
            return uri;
          }
        }
      }
      return Optional.empty();
    } catch (CertificateEncodingException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** An HTTP URL with a host; empty if the text is none. */
  public static Optional<URI> http(String text) {
    try {
      URI uri = URI.create(text);
      boolean known =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      return known
              && uri.getHost() != null
              && uri.getRawFragment() == null
              && uri.getRawQuery() == null
          ? Optional.of(uri)
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Whether a server must show the answer with the certificate. RFC 7633. */
  public static boolean isMust(X509Certificate certificate) {
    return certificate.getExtensionValue("1.3.6.1.5.5.7.1.24") != null;
  }

  /** The question in DER. */
  public byte[] der() {
    try {
      return new OCSPReqBuilder().addRequest(id).build().getEncoded();
    } catch (OCSPException | IOException impossible) {
      throw new IllegalStateException("a question has a form", impossible);
    }
  }

  /** The URL that asks by GET; empty if it would be too long, so that POST is to be used. */
  public Optional<URI> get(URI responder) {
    String base = responder.toString();
    String asked = Base64.getEncoder().encodeToString(der());
    String url =
        base
            + (base.endsWith("/") ? "" : "/")
            + URLEncoder.encode(asked, StandardCharsets.US_ASCII);
    return url.length() <= MOST_GET ? Optional.of(URI.create(url)) : Optional.empty();
  }

  /** What an answer says, if it can be believed now. */
  public StatusAnswer judge(byte[] der, Instant now) {
    return StatusReader.read(der, this, now);
  }

  X509Certificate issuer() {
    return issuer;
  }

  /** Whether an answer is about the certificate, whichever hash names it. */
  boolean isAbout(CertificateID other) {
    try {
      return other.getSerialNumber().equals(certificate.getSerialNumber())
          && other.matchesIssuer(
              new JcaX509CertificateHolder(issuer),
              new JcaDigestCalculatorProviderBuilder().build());
    } catch (OCSPException | OperatorCreationException | CertificateEncodingException unknown) {
      return false;
    }
  }
}
