package naru.trace.render;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import naru.trace.Packet;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;

/** The bytes of a traced packet as a buffer, and what its transport checksum is worth. */
final class PacketBytes {
  /** No IP packet is longer, but for jumbograms: a header and 16 bits of length. */
  static final int MOST = 40 + 0xffff;

  private PacketBytes() {}

  /** What a transport checksum is worth. */
  enum Sum {
    OK,
    WRONG,
    /** The field holds the sum of the pseudo-header only: the link completes it (offload). */
    OFFLOADED,
    /** Bytes are missing, or the protocol has none. */
    UNKNOWN
  }

  /** As many bytes as it had; those that were not kept are 0. */
  static ByteBuf whole(Packet packet) {
    int kept = packet.bytes().length();
    byte[] all = new byte[Math.max(kept, Math.min(packet.wholeBytes(), MOST))];
    packet.bytes().copy(0, all, 0, kept);
    return Unpooled.wrappedBuffer(all);
  }

  /**
   * Looks at the checksum of TCP or UDP.
   *
   * @param ip has read {@code bytes}
   */
  static Sum checksum(Packet packet, IpView ip, ByteBuf bytes) {
    int at = checksumAt(ip);
    if (!packet.isWhole() || at < 0) {
      return Sum.UNKNOWN;
    }
    int field = bytes.getUnsignedShort(at);
    int pseudo = pseudo(ip);
    int sum = Checksum.add(pseudo, Checksum.sum(bytes, ip.payloadAt(), ip.payloadLength()));
    if (sum == 0xffff || (field == 0 && ip.protocol() == IpProtocol.UDP && ip.v4())) {
      return Sum.OK;
    }
    return field == pseudo ? Sum.OFFLOADED : Sum.WRONG;
  }

  /** Does the link's part of an offloaded checksum. */
  static void complete(IpView ip, ByteBuf bytes) {
    int sum = Checksum.finish(Checksum.sum(bytes, ip.payloadAt(), ip.payloadLength()));
    boolean udp = ip.protocol() == IpProtocol.UDP;
    bytes.setShort(checksumAt(ip), sum == 0 && udp ? 0xffff : sum);
  }

  private static int pseudo(IpView ip) {
    return Checksum.pseudo(
        ip.sourceHigh(),
        ip.sourceLow(),
        ip.destinationHigh(),
        ip.destinationLow(),
        ip.protocol(),
        ip.payloadLength());
  }

  /** Where the field is; -1 if there is none, or this is not the packet that has it. */
  private static int checksumAt(IpView ip) {
    int offset =
        switch (ip.protocol()) {
          case IpProtocol.TCP -> 16;
          case IpProtocol.UDP -> 6;
          default -> -1;
        };
    boolean there = offset >= 0 && !ip.isFragment() && ip.payloadLength() >= offset + 2;
    return there ? ip.payloadAt() + offset : -1;
  }
}
