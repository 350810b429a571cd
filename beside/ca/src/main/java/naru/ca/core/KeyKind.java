package naru.ca.core;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;

/** The kinds of keys that the CA makes and signs with. RFC 5480, RFC 5758. */
public enum KeyKind {
  EC_P256("ec-p256", "secp256r1", 256, "SHA256withECDSA"),
  EC_P384("ec-p384", "secp384r1", 384, "SHA384withECDSA");

  private final String word;
  private final String curve;
  private final int bits;
  private final String signature;

  KeyKind(String word, String curve, int bits, String signature) {
    this.word = word;
    this.curve = curve;
    this.bits = bits;
    this.signature = signature;
  }

  /** The kind that a configuration names, such as {@code ec-p256}. */
  public static Optional<KeyKind> of(String word) {
    for (KeyKind kind : values()) {
      if (kind.word.equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The kind of a key that there is; empty if it is none of these. */
  public static Optional<KeyKind> of(PublicKey key) {
    for (KeyKind kind : values()) {
      if (key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == kind.bits) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** A public key in words, such as {@code EC P-256}. */
  public static String describe(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return "RSA " + rsa.getModulus().bitLength();
    }
    return of(key).map(kind -> "EC P-" + kind.bits).orElse(key.getAlgorithm());
  }

  /** A new pair. */
  public KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has " + curve, e);
    }
  }

  /** The name as the configuration writes it. */
  public String word() {
    return word;
  }

  /** How such a key signs, in the JDK's words. */
  public String signature() {
    return signature;
  }
}
