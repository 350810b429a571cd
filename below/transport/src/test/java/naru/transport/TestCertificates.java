package naru.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Certificates made once with openssl: a root, an intermediate, and a server certificate for {@code
 * shop.naru.test}, {@code *.api.naru.test} and 127.0.0.1, which last a hundred years; one that
 * ended in 2020; and a root that signed nothing.
 */
final class TestCertificates {
  static final String NAME = "shop.naru.test";

  private TestCertificates() {}

  static X509Certificate root() {
    return certificates("root.pem").getFirst();
  }

  static X509Certificate otherRoot() {
    return certificates("other-root.pem").getFirst();
  }

  static Credential shop() {
    return new Credential(key(), certificates("leaf-chain.pem"), Instant.MAX);
  }

  static Credential expired() {
    return new Credential(key(), certificates("expired-chain.pem"), Instant.MAX);
  }

  /** The CA of {@link #client} certificates. */
  static X509Certificate clientCa() {
    return certificates("client-ca.pem").getFirst();
  }

  /** What a client shows: {@code alice} is good, {@code mallory} is on the list of the revoked. */
  static Credential client(String who) {
    return new Credential(key("client.key"), certificates(who + ".pem"), Instant.MAX);
  }

  /** A list of the client CA; {@code old.crl} has been out of date since 2020. */
  static X509CRL revoked(String resource) {
    try (InputStream in = open(resource)) {
      return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
    } catch (GeneralSecurityException | IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** An OCSP response, signed by the client CA. */
  static byte[] staple() {
    try (InputStream in = open("staple.der")) {
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static List<X509Certificate> certificates(String resource) {
    try (InputStream in = open(resource)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (GeneralSecurityException | IOException broken) {
      throw new IllegalStateException(resource, broken);
    }
  }

  private static PrivateKey key() {
    return key("leaf.key");
  }

  private static PrivateKey key(String resource) {
    try (InputStream in = open(resource)) {
      String pem = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
      byte[] der = Base64.getDecoder().decode(body);
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = TestCertificates.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException(resource + " is missing");
    }
    return in;
  }
}
