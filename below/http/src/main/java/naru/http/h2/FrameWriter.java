package naru.http.h2;

import io.netty.buffer.ByteBuf;

/**
 * Writes frames. RFC 9113 section 4.1.
 *
 * <pre>
 * +-----------------------------------------------+
 * |                 Length (24)                   |
 * +---------------+---------------+---------------+
 * |   Type (8)    |   Flags (8)   |
 * +-+-------------+---------------+-------------------------------+
 * |R|                 Stream Identifier (31)                      |
 * +=+=============================================================+
 * |                   Frame Payload (0...)                      ...
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class FrameWriter {
  private static final int FLAGS_OFFSET = 4;

  private FrameWriter() {}

  /** The nine bytes in front of a payload. */
  public static void header(ByteBuf out, int length, int type, int flags, int stream) {
    out.ensureWritable(FrameType.HEADER_BYTES);
    out.writeInt(length << 8 | type);
    out.writeByte(flags);
    out.writeInt(stream);
  }

  /** The payload of the frame that began at {@code start} is whole: its length is known. */
  static void patchLength(ByteBuf out, int start) {
    out.setMedium(start, out.writerIndex() - start - FrameType.HEADER_BYTES);
  }

  /** Adds flags to the frame that began at {@code start}. */
  static void addFlags(ByteBuf out, int start, int flags) {
    out.setByte(start + FLAGS_OFFSET, out.getByte(start + FLAGS_OFFSET) | flags);
  }

  static void settingsAck(ByteBuf out) {
    header(out, 0, FrameType.SETTINGS, FrameType.ACK, 0);
  }

  static void ping(ByteBuf out, long opaque, boolean ack) {
    header(out, 8, FrameType.PING, ack ? FrameType.ACK : 0, 0);
    out.writeLong(opaque);
  }

  static void reset(ByteBuf out, int stream, int code) {
    header(out, 4, FrameType.RST_STREAM, 0, stream);
    out.writeInt(code);
  }

  /** So many bytes more may be sent; stream 0 is the connection. RFC 9113 section 6.9. */
  public static void windowUpdate(ByteBuf out, int stream, int bytes) {
    header(out, 4, FrameType.WINDOW_UPDATE, 0, stream);
    out.writeInt(bytes);
  }

  static void goAway(ByteBuf out, int lastStream, int code) {
    header(out, 8, FrameType.GOAWAY, 0, 0);
    out.writeInt(lastStream).writeInt(code);
  }
}
