package naru.wire.tls;

/** Extension numbers that are read here. IANA, TLS ExtensionType Values. */
final class Extension {
  static final int SERVER_NAME = 0;
  static final int SUPPORTED_GROUPS = 10;
  static final int ALPN = 16;
  static final int SESSION_TICKET = 35;
  static final int PRE_SHARED_KEY = 41;
  static final int SUPPORTED_VERSIONS = 43;
  static final int KEY_SHARE = 51;

  private Extension() {}

  /** Values that clients offer only so that servers learn to ignore them. RFC 8701. */
  static boolean isGrease(int value) {
    return (value & 0x0f0f) == 0x0a0a && (value >> 8) == (value & 0xff);
  }
}
