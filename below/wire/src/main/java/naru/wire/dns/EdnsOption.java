package naru.wire.dns;

import naru.wire.Octets;

/**
 * An option in an OPT record (RFC 6891 section 6.1.2).
 *
 * @param code 0 to 65535
 */
public record EdnsOption(int code, Octets data) {
  /** Extended DNS Error, RFC 8914. */
  public static final int EXTENDED_ERROR = 15;

  /**
   * Naru's own, from the range for local use: 16 bytes of trace id and 8 of the asking span's id.
   * Sent to and believed from loopback only.
   */
  public static final int TRACE = 65077;

  public EdnsOption {
    if (code < 0 || code > 0xffff || data.length() > 0xffff) {
      throw new IllegalArgumentException("an EDNS option has a 16-bit code and length");
    }
  }

  /** The option that names a span as the asker. */
  public static EdnsOption trace(long traceHigh, long traceLow, long span) {
    byte[] b = new byte[24];
    Big.putLong(b, 0, traceHigh);
    Big.putLong(b, 8, traceLow);
    Big.putLong(b, 16, span);
    return new EdnsOption(TRACE, Octets.of(b));
  }
}
