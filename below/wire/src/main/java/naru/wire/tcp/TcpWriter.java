package naru.wire.tcp;

import io.netty.buffer.ByteBuf;

/**
 * Writes a segment's header and options in place, without allocating. The diagram stands at {@link
 * TcpView}.
 *
 * <p>Each option is filled up to a multiple of 4 bytes with NOPs in front, so that 32-bit fields
 * stand aligned. In the order MSS, {@link #sackPermittedAndTimestamps}, window scale, a SYN looks
 * as one of Linux does.
 *
 * <pre>
 *   MSS              NOP, window scale    NOP, NOP, SACK-permitted    NOP, NOP, timestamps
 * +--+--+-----+     +--+--+--+-----+     +--+--+--+--+     +--+--+--+--+-----------+-----------+
 * | 2| 4| mss |     | 1| 3| 3|shift|     | 1| 1| 4| 2|     | 1| 1| 8|10|   value   |   echo    |
 * +--+--+-----+     +--+--+--+-----+     +--+--+--+--+     +--+--+--+--+-----------+-----------+
 *
 *   NOP, NOP, SACK                                  SACK-permitted, timestamps
 * +--+--+--+------+-----------+-----------+- -     +--+--+--+--+-----------+-----------+
 * | 1| 1| 5|2 + 8n|   left    |   right   |        | 4| 2| 8|10|   value   |   echo    |
 * +--+--+--+------+-----------+-----------+- -     +--+--+--+--+-----------+-----------+
 * </pre>
 */
public final class TcpWriter {
  /** A header without options. */
  public static final int BYTES = 20;

  /** The most that a header can have. */
  public static final int MAX_BYTES = 60;

  public static final int MSS_BYTES = 4;
  public static final int WINDOW_SCALE_BYTES = 4;
  public static final int SACK_PERMITTED_BYTES = 4;
  public static final int TIMESTAMPS_BYTES = 12;

  /** In front of the blocks. */
  public static final int SACK_BYTES = 4;

  public static final int SACK_BLOCK_BYTES = 8;

  /** Where the checksum stands in the header. */
  public static final int CHECKSUM_OFFSET = 16;

  private TcpWriter() {}

  /**
   * The fixed part; checksum and urgent pointer are 0.
   *
   * @param headerLength bytes with options, a multiple of 4
   * @param window as it stands in the header, scaled already
   */
  public static void header(
      ByteBuf b,
      int at,
      int srcPort,
      int dstPort,
      int seq,
      int ack,
      int headerLength,
      int flags,
      int window) {
    b.setInt(at, srcPort << 16 | dstPort);
    b.setInt(at + 4, seq);
    b.setInt(at + 8, ack);
    b.setInt(at + 12, headerLength << 26 | flags << 16 | window);
    b.setInt(at + 16, 0);
  }

  /** Sets the urgent pointer of the header at {@code at}. */
  public static void urgentPointer(ByteBuf b, int at, int pointer) {
    b.setShort(at + 18, pointer);
  }

  /** Returns where the next option begins, as all of the following do. */
  public static int mss(ByteBuf b, int at, int mss) {
    b.setInt(at, 0x02040000 | mss);
    return at + MSS_BYTES;
  }

  public static int windowScale(ByteBuf b, int at, int shift) {
    b.setInt(at, 0x01030300 | shift);
    return at + WINDOW_SCALE_BYTES;
  }

  public static int sackPermitted(ByteBuf b, int at) {
    b.setInt(at, 0x01010402);
    return at + SACK_PERMITTED_BYTES;
  }

  public static int timestamps(ByteBuf b, int at, int value, int echo) {
    b.setInt(at, 0x0101080a);
    b.setInt(at + 4, value);
    b.setInt(at + 8, echo);
    return at + TIMESTAMPS_BYTES;
  }

  /** Both, with SACK-permitted in the place of the NOPs: {@link #TIMESTAMPS_BYTES} in all. */
  public static int sackPermittedAndTimestamps(ByteBuf b, int at, int value, int echo) {
    timestamps(b, at, value, echo);
    b.setInt(at, 0x0402080a);
    return at + TIMESTAMPS_BYTES;
  }

  /**
   * The beginning of SACK; that many {@link #sackBlock}s must follow.
   *
   * @param blocks 1 to 4, 3 with timestamps
   */
  public static int sack(ByteBuf b, int at, int blocks) {
    b.setInt(at, 0x01010502 + SACK_BLOCK_BYTES * blocks);
    return at + SACK_BYTES;
  }

  public static int sackBlock(ByteBuf b, int at, int left, int right) {
    b.setInt(at, left);
    b.setInt(at + 4, right);
    return at + SACK_BLOCK_BYTES;
  }
}
