package naru.wire.dns;

/**
 * The first four bytes of a message (RFC 1035 section 4.1.1, RFC 4035 for AD and CD).
 *
 * <pre>
 *   0  1  2  3  4  5  6  7  8  9  0  1  2  3  4  5
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |                      ID                       |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |QR|   Opcode  |AA|TC|RD|RA| Z|AD|CD|   RCODE   |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * </pre>
 *
 * @param id 0 to 65535
 * @param flags the second row, 0 to 65535
 */
public record Header(int id, int flags) {
  /** Bytes of a whole header, the four counts included. */
  public static final int BYTES = 12;

  public static final int QR = 0x8000;
  public static final int AA = 0x0400;
  public static final int TC = 0x0200;
  public static final int RD = 0x0100;
  public static final int RA = 0x0080;
  public static final int AD = 0x0020;
  public static final int CD = 0x0010;

  public Header {
    if (id < 0 || id > 0xffff || flags < 0 || flags > 0xffff) {
      throw new IllegalArgumentException("header fields have 16 bits");
    }
  }

  /** Whether all these bits are set. */
  public boolean has(int bits) {
    return (flags & bits) == bits;
  }

  /** 0 for QUERY. */
  public int opcode() {
    return flags >> 11 & 15;
  }

  /** The low four bits of the response code. */
  public int lowRcode() {
    return flags & 15;
  }
}
