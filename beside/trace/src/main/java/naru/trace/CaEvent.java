package naru.trace;

import java.time.Instant;
import java.util.List;

/**
 * The certificate authority: a name and a public key, signed with the CA's private key. RFC 5280.
 */
public sealed interface CaEvent extends Event {
  /** A certificate is asked for: the names and the server's public key. */
  record Requested(List<String> names, String publicKey) implements CaEvent {}

  /**
   * The CA signed with its private key.
   *
   * @param names what it is good for
   * @param serial hex
   * @param issuer the CA's own name
   * @param signature such as {@code SHA256withECDSA}
   * @param notAfter when it ends
   */
  record Issued(
      List<String> names, String serial, String issuer, String signature, Instant notAfter)
      implements CaEvent {}

  /** One that was issued before is still good. */
  record Reissued(List<String> names, String serial, Instant notAfter) implements CaEvent {}

  /** The CA does not sign for this name. */
  record Refused(String name, String allowed) implements CaEvent {}
}
