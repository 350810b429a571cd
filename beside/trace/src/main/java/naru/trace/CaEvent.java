package naru.trace;

import java.time.Instant;
import java.util.List;
import naru.base.Failure;

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

  /**
   * The CA told that a certificate was not revoked, for servers to show along with it. RFC 6960.
   *
   * @param subject of the certificate, such as {@code CN=shop.naru.test}
   * @param responder the URL or file that it came from
   * @param thisUpdate when that was so
   * @param nextUpdate until when it may be shown
   * @param bytes of the response
   */
  record StatusTold(
      String subject, String responder, Instant thisUpdate, Instant nextUpdate, int bytes)
      implements CaEvent {}

  /** There is no new response that could be shown along with a certificate. */
  record StatusMissed(String subject, String responder, Failure failure) implements CaEvent {}

  /**
   * Responses cannot be kept over a restart; they are shown all the same.
   *
   * @param folder where they would lie
   */
  record StatusNotKept(String folder, Failure failure) implements CaEvent {}

  /**
   * A certificate's files changed, and the new one is shown from now on.
   *
   * @param file of the certificate
   * @param names what it is good for
   * @param serial hex
   * @param notAfter when it ends
   */
  record FileTaken(String file, List<String> names, String serial, Instant notAfter)
      implements CaEvent {}

  /** A certificate's files changed, and cannot be used: the one before is shown on. */
  record FileNotTaken(String file, Failure failure) implements CaEvent {}
}
