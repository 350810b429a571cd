package naru.wire.pcapng;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import naru.wire.pcapng.Block.DecryptionSecrets;
import naru.wire.pcapng.Block.Direction;
import naru.wire.pcapng.Block.EnhancedPacket;
import naru.wire.pcapng.Block.InterfaceDescription;
import naru.wire.pcapng.Block.SectionHeader;

/**
 * Appends blocks to a buffer, little endian. A file is a section header, then interfaces, then
 * secrets, then the packets that they open; some tools look at the first interface only if it
 * stands before secrets.
 *
 * <pre>
 *  enhanced packet                          option
 * +------------------------------+         +---------------+---------------+
 * |         Interface ID         |         |     Code      |    Length     |
 * |      Timestamp (Upper)       |         +---------------+---------------+
 * |      Timestamp (Lower)       |         / value, padded to 32 bits      /
 * |    Captured Packet Length    |         +-------------------------------+
 * |    Original Packet Length    |
 * / packet data, padded to 32    /
 * / options, 0 0 at the end      /
 * +------------------------------+
 * </pre>
 */
public final class PcapngWriter {
  private static final int NANOS = 9;
  private static final int MAX_OPTION = 0xffff;

  private PcapngWriter() {}

  public static void write(ByteBuf out, Block block) {
    int at = out.writerIndex();
    out.writeIntLE(type(block)).writeIntLE(0);
    switch (block) {
      case SectionHeader b -> section(out, b);
      case InterfaceDescription b -> description(out, b);
      case EnhancedPacket b -> packet(out, b);
      case DecryptionSecrets b -> secrets(out, b);
    }
    int length = out.writerIndex() + 4 - at;
    out.writeIntLE(length);
    out.setIntLE(at + 4, length);
  }

  private static int type(Block block) {
    return switch (block) {
      case SectionHeader b -> BlockType.SECTION_HEADER;
      case InterfaceDescription b -> BlockType.INTERFACE_DESCRIPTION;
      case EnhancedPacket b -> BlockType.ENHANCED_PACKET;
      case DecryptionSecrets b -> BlockType.DECRYPTION_SECRETS;
    };
  }

  /** Version 1.0; the section's length is left open. */
  private static void section(ByteBuf out, SectionHeader section) {
    out.writeIntLE(BlockType.BYTE_ORDER_MAGIC).writeShortLE(1).writeShortLE(0).writeLongLE(-1);
    section.comments().forEach(c -> text(out, BlockType.COMMENT, c));
    text(out, BlockType.SHB_HARDWARE, section.hardware());
    text(out, BlockType.SHB_OS, section.os());
    text(out, BlockType.SHB_USERAPPL, section.application());
    end(out);
  }

  private static void description(ByteBuf out, InterfaceDescription description) {
    out.writeShortLE(description.linkType()).writeShortLE(0).writeIntLE(description.snapLength());
    text(out, BlockType.IF_NAME, description.name());
    text(out, BlockType.IF_DESCRIPTION, description.description());
    out.writeShortLE(BlockType.IF_TSRESOL).writeShortLE(1).writeIntLE(NANOS);
    end(out);
  }

  private static void packet(ByteBuf out, EnhancedPacket packet) {
    out.writeIntLE(packet.interfaceId());
    out.writeIntLE((int) (packet.timestampNanos() >>> 32));
    out.writeIntLE((int) packet.timestampNanos());
    out.writeIntLE(packet.bytes().length()).writeIntLE(packet.originalLength());
    packet.bytes().writeTo(out);
    pad(out, packet.bytes().length());
    packet.comments().forEach(c -> text(out, BlockType.COMMENT, c));
    if (packet.direction() != Direction.UNKNOWN) {
      out.writeShortLE(BlockType.EPB_FLAGS).writeShortLE(4);
      out.writeIntLE(packet.direction().ordinal());
    }
    end(out);
  }

  private static void secrets(ByteBuf out, DecryptionSecrets secrets) {
    out.writeIntLE(secrets.type()).writeIntLE(secrets.secrets().length());
    secrets.secrets().writeTo(out);
    pad(out, secrets.secrets().length());
  }

  /** An option of text; what is longer than an option may be is cut. */
  private static void text(ByteBuf out, int code, String text) {
    if (text.isEmpty()) {
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MAX_OPTION);
    out.writeShortLE(code).writeShortLE(length).writeBytes(bytes, 0, length);
    pad(out, length);
  }

  private static void end(ByteBuf out) {
    out.writeIntLE(BlockType.END);
  }

  private static void pad(ByteBuf out, int length) {
    out.writeZero(-length & 3);
  }
}
