package naru.wire.tls;

import io.netty.buffer.ByteBuf;
import java.util.HexFormat;

/**
 * The server's choice. RFC 8446 section 4.1.3.
 *
 * <pre>
 * legacy_version 2 | random 32 | session_id 0..32 | cipher_suite 2 | compression_method 1
 * | extensions 0..2^16-1
 * </pre>
 *
 * @param version such as {@code 1.3}
 * @param suite such as {@code TLS_AES_128_GCM_SHA256}
 * @param group of the key share; empty if there is none (TLS 1.2, or a resumption without one)
 * @param resumesByKey whether a pre-shared key was accepted (TLS 1.3)
 * @param retry whether it is a HelloRetryRequest, which asks for another key share
 * @param sessionId in hex; in TLS 1.2 the client's own means resumption
 * @param bytes size of the handshake message with its header
 */
public record ServerHello(
    String version,
    String suite,
    String group,
    boolean resumesByKey,
    boolean retry,
    String sessionId,
    int bytes) {

  /** The random that makes a ServerHello a HelloRetryRequest: SHA-256 of that word. */
  private static final String RETRY =
      "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

  /** Whether an earlier session goes on, given what the client offered. */
  public boolean resumes(ClientHello client) {
    boolean sameSession = !sessionId.isEmpty() && sessionId.equals(client.sessionId());
    boolean by13 = version.equals(ProtocolVersion.name(ProtocolVersion.TLS13));
    return resumesByKey || (sameSession && !by13);
  }

  /** Reads the message after its 4-byte header. */
  static ServerHello parse(ByteBuf body) throws MalformedTls {
    Cursor in = Cursor.over(body);
    int version = in.u16("legacy_version");
    boolean retry = HexFormat.of().formatHex(in.slice(32, "random").rest()).equals(RETRY);
    String sessionId = HexFormat.of().formatHex(in.vector8("session_id").rest());
    String suite = CipherSuite.name(in.u16("cipher_suite"));
    in.u8("compression_method");
    String group = "";
    boolean resumesByKey = false;
    Cursor extensions = in.hasMore() ? in.vector16("extensions") : in;
    while (extensions.hasMore()) {
      int type = extensions.u16("extension type");
      Cursor data = extensions.vector16("extension " + type);
      switch (type) {
        case Extension.SUPPORTED_VERSIONS -> version = data.u16("supported_versions");
        case Extension.KEY_SHARE -> group = NamedGroup.name(data.u16("key_share"));
        case Extension.PRE_SHARED_KEY -> resumesByKey = true;
        default -> {} // what is not read here is not judged here
      }
    }
    if (in.hasMore()) {
      throw new MalformedTls(in.left() + " bytes after the extensions of a ServerHello");
    }
    int bytes = body.readableBytes() + HelloReader.MESSAGE_HEADER;
    String name = ProtocolVersion.name(version);
    return new ServerHello(name, suite, group, resumesByKey, retry, sessionId, bytes);
  }
}
