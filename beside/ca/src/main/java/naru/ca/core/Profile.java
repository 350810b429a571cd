package naru.ca.core;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The three kinds of certificates, RFC 5280.
 *
 * <pre>
 *   root          CA, keyCertSign + cRLSign, self-signed
 *   intermediate  CA with no CA below it (pathLen 0), signed by the root
 *   leaf          names in the SAN alone, serverAuth, signed by the intermediate
 * </pre>
 *
 * Serial numbers and times are arguments: the same arguments give the same fields.
 */
public final class Profile {
  private static final X500Name NOBODY = new X500Name(new org.bouncycastle.asn1.x500.RDN[0]);

  private Profile() {}

  /** A new root for a key pair. Its name carries part of the key's digest: see {@link #name}. */
  public static Signer root(KeyPair pair, String commonName, Validity validity, BigInteger serial) {
    X500Name self = name(commonName, pair.getPublic());
    var builder = builder(self, serial, validity, self, pair.getPublic());
    add(builder, Extension.basicConstraints, true, new BasicConstraints(true));
    add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    add(builder, Extension.subjectKeyIdentifier, false, keyId(pair.getPublic()));
    return new Signer(pair.getPrivate(), signed(builder, pair.getPrivate(), pair.getPublic()));
  }

  /** A new intermediate; its life ends with the root's at the latest. */
  public static Signer intermediate(
      KeyPair pair, String commonName, Validity validity, BigInteger serial, Signer root) {
    var builder =
        builder(
            subject(root.certificate()),
            serial,
            validity.within(Validity.of(root.certificate())),
            name(commonName, pair.getPublic()),
            pair.getPublic());
    add(builder, Extension.basicConstraints, true, new BasicConstraints(0));
    add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    addKeyIds(builder, pair.getPublic(), root);
    return new Signer(pair.getPrivate(), signedBy(root, builder));
  }

  /**
   * A server's certificate. Its subject is empty, as every name stands in the SAN, which is
   * therefore critical (4.2.1.6); its life ends with the issuer's at the latest.
   */
  public static X509Certificate leaf(
      PublicKey key, List<SubjectName> names, Validity validity, BigInteger serial, Signer issuer) {
    var builder =
        builder(
            subject(issuer.certificate()),
            serial,
            validity.within(Validity.of(issuer.certificate())),
            NOBODY,
            key);
    add(builder, Extension.basicConstraints, true, new BasicConstraints(false));
    add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    add(
        builder,
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    add(builder, Extension.subjectAlternativeName, true, AlternativeNames.of(names));
    addKeyIds(builder, key, issuer);
    return signedBy(issuer, builder);
  }

  /**
   * Common name and part of the key's digest. Two CAs with one name and two keys would confuse
   * trust stores, which look issuers up by name.
   */
  private static X500Name name(String commonName, PublicKey key) {
    String digest = HexFormat.of().formatHex(keyId(key).getKeyIdentifier(), 0, 4);
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.OU, digest)
        .addRDN(BCStyle.CN, commonName)
        .build();
  }

  private static X500Name subject(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, BigInteger serial, Validity validity, X500Name subject, PublicKey key) {
    return new X509v3CertificateBuilder(
        issuer,
        serial,
        Date.from(validity.from()),
        Date.from(validity.until()),
        subject,
        SubjectPublicKeyInfo.getInstance(key.getEncoded()));
  }

  private static void addKeyIds(X509v3CertificateBuilder builder, PublicKey key, Signer issuer) {
    add(builder, Extension.subjectKeyIdentifier, false, keyId(key));
    byte[] issuerId = keyId(issuer.certificate().getPublicKey()).getKeyIdentifier();
    add(builder, Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(issuerId));
  }

  /** RFC 7093 2, method 1: the first 160 bits of the SHA-256 of the key's bits. */
  private static SubjectKeyIdentifier keyId(PublicKey key) {
    byte[] bits = SubjectPublicKeyInfo.getInstance(key.getEncoded()).getPublicKeyData().getBytes();
    return new SubjectKeyIdentifier(Arrays.copyOf(Certificates.sha256(bits), 20));
  }

  private static void add(
      X509v3CertificateBuilder builder,
      ASN1ObjectIdentifier id,
      boolean critical,
      ASN1Encodable value) {
    try {
      builder.addExtension(id, critical, value);
    } catch (IOException e) {
      throw new AssertionError("an extension made here always has a DER form", e);
    }
  }

  private static X509Certificate signedBy(Signer issuer, X509v3CertificateBuilder builder) {
    return signed(builder, issuer.key(), issuer.certificate().getPublicKey());
  }

  private static X509Certificate signed(
      X509v3CertificateBuilder builder, PrivateKey key, PublicKey publicKey) {
    String algorithm = KeyKind.of(publicKey).orElse(KeyKind.EC_P256).signature();
    try {
      var signer = new JcaContentSignerBuilder(algorithm).build(key);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException | CertificateException e) {
      throw new IllegalStateException("cannot sign with " + algorithm, e);
    }
  }
}
