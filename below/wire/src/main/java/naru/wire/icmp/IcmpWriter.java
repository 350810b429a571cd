package naru.wire.icmp;

import io.netty.buffer.ByteBuf;

/** Writes a message's header in place. The diagram stands at {@link IcmpView}. */
public final class IcmpWriter {
  public static final int BYTES = 8;

  /** Where the checksum stands in the header. */
  public static final int CHECKSUM_OFFSET = 2;

  private IcmpWriter() {}

  /**
   * The header; its checksum is 0.
   *
   * @param rest bytes 4 to 7
   */
  public static void header(ByteBuf b, int at, int type, int code, int rest) {
    b.setInt(at, type << 24 | code << 16);
    b.setInt(at + 4, rest);
  }
}
