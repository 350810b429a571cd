package naru.ca.core;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * Keys and certificates as text, RFC 7468.
 *
 * @param key the private key, if the text holds one
 * @param certificates in the order of the text
 */
public record Pem(Optional<PrivateKey> key, List<X509Certificate> certificates) {
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

  public Pem {
    certificates = List.copyOf(certificates);
  }

  /**
   * Reads PKCS #8, the older EC and RSA forms, and certificates; anything else is passed over.
   *
   * @throws IllegalArgumentException with half a sentence for the user
   */
  public static Pem parse(String text) {
    Optional<PrivateKey> key = Optional.empty();
    List<X509Certificate> certificates = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object o = parser.readObject(); o != null; o = parser.readObject()) {
        switch (o) {
          case X509CertificateHolder holder -> certificates.add(certificate(holder));
          case PrivateKeyInfo info ->
              key = Optional.of(new JcaPEMKeyConverter().getPrivateKey(info));
          case PEMKeyPair pair ->
              key = Optional.of(new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo()));
          case PKCS8EncryptedPrivateKeyInfo _, PEMEncryptedKeyPair _ ->
              throw new IllegalArgumentException("the key is encrypted with a password");
          default -> {}
        }
      }
    } catch (IOException | CertificateException e) {
      throw new IllegalArgumentException("it is not PEM: " + e.getMessage(), e);
    }
    return new Pem(key, certificates);
  }

  /** A private key, unencrypted PKCS #8. */
  public static String of(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  /** A certificate. */
  public static String of(X509Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("a certificate without a DER form", e);
    }
  }

  /** Certificates one after the other. */
  public static String of(List<X509Certificate> chain) {
    StringBuilder text = new StringBuilder();
    chain.forEach(certificate -> text.append(of(certificate)));
    return text.toString();
  }

  private static X509Certificate certificate(X509CertificateHolder holder)
      throws CertificateException {
    return new JcaX509CertificateConverter().getCertificate(holder);
  }

  private static String block(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + BASE64.encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }
}
