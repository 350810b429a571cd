package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import naru.stack.link.FrameSink;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.VnetHeader;

/** Cuts a packet into fragments (RFC 791 s. 3.2, RFC 8200 s. 4.5). */
final class Fragmenter {
  private final ByteBufAllocator allocator;

  Fragmenter(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /**
   * Cuts a frame, whose IP header without options or extension headers and whose transport checksum
   * are written. The frame stays the caller's.
   *
   * @param mtu largest fragment, in bytes; at least 68 for IPv4, 1280 for IPv6
   */
  void cut(ByteBuf frame, boolean v4, int mtu, int identification, FrameSink out) {
    int at = frame.readerIndex() + VnetHeader.BYTES;
    int headers = v4 ? IpHeaders.V4_BYTES : IpHeaders.V6_BYTES;
    int newHeaders = v4 ? headers : headers + IpHeaders.V6_FRAGMENT_BYTES;
    int room = Math.max(8, (mtu - newHeaders) & ~7);
    int length = frame.writerIndex() - at - headers;
    for (int offset = 0; offset < length; offset += room) {
      int bytes = Math.min(room, length - offset);
      boolean more = offset + bytes < length;
      ByteBuf piece = allocator.buffer(VnetHeader.BYTES + newHeaders + bytes);
      VnetHeader.writeNone(piece, 0);
      piece.writerIndex(VnetHeader.BYTES + newHeaders);
      piece.writeBytes(frame, at + headers + offset, bytes);
      if (v4) {
        headV4(frame, at, piece, bytes, offset, more, identification);
      } else {
        headV6(frame, at, piece, bytes, offset, more, identification);
      }
      out.frame(piece);
    }
  }

  private static void headV4(
      ByteBuf frame, int at, ByteBuf piece, int bytes, int offset, boolean more, int id) {
    IpHeaders.writeV4Fragment(
        piece,
        VnetHeader.BYTES,
        IpHeaders.V4_BYTES + bytes,
        frame.getUnsignedByte(at + 1),
        id,
        offset,
        more,
        frame.getUnsignedByte(at + 8),
        frame.getUnsignedByte(at + 9),
        frame.getInt(at + 12),
        frame.getInt(at + 16));
  }

  private static void headV6(
      ByteBuf frame, int at, ByteBuf piece, int bytes, int offset, boolean more, int id) {
    int to = VnetHeader.BYTES;
    piece.setBytes(to, frame, at, IpHeaders.V6_BYTES);
    piece.setShort(to + 4, IpHeaders.V6_FRAGMENT_BYTES + bytes);
    piece.setByte(to + 6, IpProtocol.FRAGMENT);
    int nextHeader = frame.getUnsignedByte(at + 6);
    IpHeaders.writeV6Fragment(piece, to + IpHeaders.V6_BYTES, nextHeader, offset, more, id);
  }
}
