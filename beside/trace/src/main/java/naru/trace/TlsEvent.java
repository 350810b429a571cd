package naru.trace;

import java.time.Instant;
import java.util.List;
import naru.base.Failure;

/** The TLS handshake: who the server is, and a key that only both sides know. RFC 8446. */
public sealed interface TlsEvent extends Event {
  /**
   * The client's offer, read from the wire.
   *
   * @param serverName SNI; empty if none
   * @param versions offered, newest first, such as {@code 1.3}
   * @param groups key-agreement groups offered
   * @param suites number of cipher suites offered
   * @param alpn application protocols offered
   * @param resumes whether a session is offered for resumption
   * @param bytes size of the handshake message
   */
  record ClientHello(
      String serverName,
      List<String> versions,
      List<String> groups,
      int suites,
      List<String> alpn,
      boolean resumes,
      int bytes)
      implements TlsEvent {}

  /**
   * The server's choice, read from the wire.
   *
   * @param version such as {@code 1.3}
   * @param suite such as {@code TLS_AES_128_GCM_SHA256}
   * @param group such as {@code X25519MLKEM768}; empty when a session is resumed without one
   * @param helloRetry whether the server asked for another key share
   * @param bytes size of the handshake message
   */
  record ServerHello(String version, String suite, String group, boolean helloRetry, int bytes)
      implements TlsEvent {}

  /**
   * The server showed its certificate: its name and its public key, signed by a CA.
   *
   * @param subject such as {@code CN=shop.naru.test}
   * @param names the DNS names it is good for
   * @param publicKey such as {@code EC P-256}
   * @param issuer who signed it
   * @param signature how, such as {@code SHA256withECDSA}
   * @param notAfter when it ends
   * @param sha256 fingerprint in lower-case hex
   * @param chain number of certificates sent
   */
  record CertificateShown(
      String subject,
      List<String> names,
      String publicKey,
      String issuer,
      String signature,
      Instant notAfter,
      String sha256,
      int chain)
      implements TlsEvent {}

  /**
   * The client checked the signatures up to a CA whose public key it holds, the name and the dates.
   *
   * @param serverName the name that had to match
   * @param path subjects from the server's certificate to the trust anchor
   */
  record CertificateVerified(String serverName, List<String> path) implements TlsEvent {}

  /**
   * The server showed along with its certificate that it was not revoked: a response of its CA (RFC
   * 6066 section 8).
   *
   * @param bytes of the response
   */
  record Stapled(int bytes) implements TlsEvent {}

  /**
   * The server believed the client's certificate: its signatures up to a CA, its dates, and that it
   * was not revoked.
   *
   * @param subject such as {@code CN=alice}
   * @param names what its subjectAltName says, such as {@code email:alice@naru.test}
   * @param sha256 fingerprint in lower-case hex
   * @param path subjects from the client's certificate to the trust anchor; empty in a resumed
   *     session, whose first handshake showed it
   */
  record ClientVerified(String subject, List<String> names, String sha256, List<String> path)
      implements TlsEvent {
    public ClientVerified {
      names = List.copyOf(names);
      path = List.copyOf(path);
    }
  }

  /**
   * Both sides derived the same symmetric key; from here on everything is encrypted with it.
   *
   * @param version such as {@code 1.3}
   * @param suite the cipher and hash
   * @param group how the secret was agreed; empty if it is not known
   * @param alpn the protocol inside, such as {@code http/1.1}; empty if none
   * @param resumed whether an earlier session's secret was used
   * @param serverName SNI; empty if none
   */
  record Established(
      String version, String suite, String group, String alpn, boolean resumed, String serverName)
      implements TlsEvent {}

  /**
   * The secrets of one connection, so that its packets can be read: only ever told when it was
   * asked for.
   *
   * @param lines of the NSS key log: label, client random, secret
   */
  record Secrets(List<String> lines) implements TlsEvent {
    public Secrets {
      lines = List.copyOf(lines);
    }
  }

  /** The handshake ended without a key. */
  record Failed(String serverName, Failure failure) implements TlsEvent {}
}
