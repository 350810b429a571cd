package naru.transport;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What a server proves its name with.
 *
 * @param key the private key of the first certificate
 * @param chain the server's certificate first, then its issuers; the root may be left out
 * @param renewAfter from when on the source is asked again; before the certificate ends
 * @param staple that it was not revoked
 */
public record Credential(
    PrivateKey key, List<X509Certificate> chain, Instant renewAfter, Staple staple) {
  /** Without a word on revocation. */
  public Credential(PrivateKey key, List<X509Certificate> chain, Instant renewAfter) {
    this(key, chain, renewAfter, Staple.NONE);
  }

  public Credential {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a credential needs a certificate");
    }
  }

  /** Whether another one is the same but for the time when it was looked up. */
  boolean shows(Credential other) {
    return key.equals(other.key) && chain.equals(other.chain) && staple.equals(other.staple);
  }
}
