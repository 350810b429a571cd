package naru.wire.proxy;

import java.util.HexFormat;

/** What version 2 says beyond the addresses (section 2.2.1 to 2.2.7). */
public sealed interface ProxyNote {
  /** The application protocol of the client's TLS (PP2_TYPE_ALPN, 0x01). */
  record Alpn(String protocol) implements ProxyNote {}

  /** The name that the client asked for, such as its SNI (PP2_TYPE_AUTHORITY, 0x02). */
  record Authority(String name) implements ProxyNote {}

  /** The proxy's own name for the connection, in hex (PP2_TYPE_UNIQUE_ID, 0x05). */
  record UniqueId(String hex) implements ProxyNote {
    /** Longer ones are no headers of this protocol. */
    public static final int MAX_BYTES = 128;

    /** From the bytes of the wire. */
    static UniqueId of(byte[] bytes) {
      return new UniqueId(HexFormat.of().formatHex(bytes));
    }
  }

  /**
   * The client spoke TLS to the proxy (PP2_TYPE_SSL, 0x20).
   *
   * @param version such as {@code TLSv1.3}; empty if not said
   * @param cipher empty if not said
   * @param certificate whether the client showed a certificate, in this connection or session
   * @param verified whether the proxy believed it
   * @param commonName of the client's certificate; empty if not said
   */
  record Tls(
      String version, String cipher, boolean certificate, boolean verified, String commonName)
      implements ProxyNote {}

  /** One that Naru has no use for, and only counts. */
  record Other(int type, int lengthBytes) implements ProxyNote {}
}
