package naru.gateway.guard.core;

import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The public keys of a JWK Set (RFC 7517) that can verify signatures. Secrets ({@code oct}), keys
 * for encryption and RSA keys under 2048 bits are left out.
 */
public final class TokenKeys {
  /** Most keys of a set that are looked at. */
  public static final int MOST = 100;

  private static final int LEAST_RSA_BITS = 2048;

  /** No keys. */
  public static final TokenKeys NONE = new TokenKeys("", List.of());

  private final String text;
  private final List<PublicJsonWebKey> keys;

  private TokenKeys(String text, List<PublicJsonWebKey> keys) {
    this.text = text;
    this.keys = List.copyOf(keys);
  }

  /**
   * Reads a set.
   *
   * @throws IllegalArgumentException if it is none, or has no usable key
   */
  public static TokenKeys parse(String json) {
    List<PublicJsonWebKey> usable = new ArrayList<>();
    try {
      for (JsonWebKey key : new JsonWebKeySet(json).getJsonWebKeys()) {
        if (key instanceof PublicJsonWebKey good && isUsable(good) && usable.size() < MOST) {
          usable.add(good);
        }
      }
    } catch (JoseException e) {
      throw new IllegalArgumentException("no JWK Set: " + e.getMessage(), e);
    }
    if (usable.isEmpty()) {
      throw new IllegalArgumentException("the JWK Set has no public key for signatures");
    }
    return new TokenKeys(json, usable);
  }

  private static boolean isUsable(PublicJsonWebKey key) {
    boolean signs = key.getUse() == null || key.getUse().equals("sig");
    boolean strong =
        !(key.getPublicKey() instanceof RSAPublicKey rsa)
            || rsa.getModulus().bitLength() >= LEAST_RSA_BITS;
    return signs && strong;
  }

  public boolean isEmpty() {
    return keys.isEmpty();
  }

  public int size() {
    return keys.size();
  }

  /** The keys that a signature may be made with: by its key id if it names one, and by its kind. */
  List<PublicJsonWebKey> of(String keyId, String algorithm) {
    return keys.stream()
        .filter(k -> keyId.isEmpty() || keyId.equals(k.getKeyId()))
        .filter(k -> k.getAlgorithm() == null || k.getAlgorithm().equals(algorithm))
        .filter(k -> isKind(k, algorithm))
        .toList();
  }

  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "RS", RsaJsonWebKey.class,
          "PS", RsaJsonWebKey.class,
          "ES", EllipticCurveJsonWebKey.class,
          "Ed", OctetKeyPairJsonWebKey.class);

  private static boolean isKind(PublicJsonWebKey key, String algorithm) {
    Class<?> kind = KINDS.get(algorithm.substring(0, 2));
    return kind != null && kind.isInstance(key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenKeys t && t.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "TokenKeys[" + keys.size() + "]";
  }
}
