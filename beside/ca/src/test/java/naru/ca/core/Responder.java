package naru.ca.core;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaRespID;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** A CA that signs certificates and tells their status, made for tests. */
public final class Responder {
  public static final String URL = "http://ocsp.naru.test/ca";

  private final KeyPair keys = keys();
  private final X500Name name;
  private final Instant now;
  private final X509Certificate certificate;
  private long serial = 1000;

  public Responder(String name, Instant now) {
    this.name = new X500Name("CN=" + name);
    this.now = now;
    this.certificate = sign(this.name, keys, now.plus(Duration.ofDays(1000)), null, false);
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** A server's certificate that names the responder. */
  public X509Certificate server(String host) {
    return sign(new X500Name("CN=" + host), keys(), now.plus(Duration.ofDays(90)), null, true);
  }

  private X509Certificate sign(
      X500Name subject, KeyPair its, Instant end, @Nullable KeyPurposeId purpose, boolean server) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(serial++),
              Date.from(now.minus(Duration.ofDays(10))),
              Date.from(end),
              subject,
              its.getPublic());
      if (purpose != null) {
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      }
      if (server) {
        builder.addExtension(
            Extension.authorityInfoAccess,
            false,
            new AuthorityInformationAccess(
                AccessDescription.id_ad_ocsp,
                new GeneralName(GeneralName.uniformResourceIdentifier, URL)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What it says of a certificate, to be changed before it is signed. */
  public final class Word {
    private final X509Certificate about;
    private CertificateStatus status = CertificateStatus.GOOD;
    private Instant since = now.minus(Duration.ofHours(1));
    private @Nullable Instant until = now.plus(Duration.ofDays(7));
    private X509Certificate issuer = certificate;

    private Word(X509Certificate about) {
      this.about = about;
    }

    public Word status(CertificateStatus another) {
      status = another;
      return this;
    }

    /** From when until when; null for no end. */
    public Word from(Instant begin, @Nullable Instant end) {
      since = begin;
      until = end;
      return this;
    }

    Word ofIssuer(X509Certificate another) {
      issuer = another;
      return this;
    }

    public byte[] signed() {
      return signedBy(keys, new X509CertificateHolder[0]);
    }

    /** By a key that the CA has named for a purpose, in a certificate that ends then. */
    byte[] signedByDelegate(@Nullable KeyPurposeId purpose, Instant end) {
      KeyPair its = keys();
      X509Certificate delegate = sign(new X500Name("CN=Responder"), its, end, purpose, false);
      return signedBy(its, holders(delegate));
    }

    byte[] signedByAnybody(Responder other, boolean withItsCertificate) {
      return signedBy(
          other.keys,
          withItsCertificate ? holders(other.certificate) : new X509CertificateHolder[0]);
    }

    private static X509CertificateHolder[] holders(X509Certificate one) {
      try {
        return new X509CertificateHolder[] {new JcaX509CertificateHolder(one)};
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private byte[] signedBy(KeyPair signer, X509CertificateHolder[] chain) {
      try {
        var digests = new JcaDigestCalculatorProviderBuilder().build();
        CertificateID id =
            new CertificateID(
                digests.get(CertificateID.HASH_SHA1),
                new JcaX509CertificateHolder(issuer),
                about.getSerialNumber());
        BasicOCSPRespBuilder basic =
            new BasicOCSPRespBuilder(
                new JcaRespID(signer.getPublic(), digests.get(CertificateID.HASH_SHA1)));
        Instant end = until;
        basic.addResponse(id, status, Date.from(since), end == null ? null : Date.from(end), null);
        return new OCSPRespBuilder()
            .build(
                OCSPResp.SUCCESSFUL,
                basic.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()),
                    chain,
                    Date.from(since)))
            .getEncoded();
      } catch (IOException
          | OCSPException
          | OperatorCreationException
          | GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public Word about(X509Certificate of) {
    return new Word(of);
  }
}
