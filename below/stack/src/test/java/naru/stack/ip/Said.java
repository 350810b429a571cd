package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import naru.wire.ip.VnetHeader;
import naru.wire.udp.UdpView;

/** A frame as one line of text, after a look at its checksums. */
final class Said {
  private Said() {}

  static String of(ByteBuf frame) {
    IpView ip = new IpView();
    int length = frame.readableBytes() - VnetHeader.BYTES;
    if (!ip.read(frame, VnetHeader.BYTES, length)) {
      throw new AssertionError(ip.problem().text() + ": " + ByteBufUtil.hexDump(frame));
    }
    if (ip.totalLength() != length) {
      throw new AssertionError(length + " bytes for a packet of " + ip.totalLength());
    }
    return ip.source() + " > " + ip.destination() + " " + inner(ip, frame);
  }

  private static String inner(IpView ip, ByteBuf frame) {
    if (ip.isFragment()) {
      return "fragment "
          + ip.fragmentOffset()
          + (ip.moreFragments() ? "+" : "")
          + " len "
          + ip.payloadLength();
    }
    return switch (ip.protocol()) {
      case IpProtocol.ICMP -> icmp(ip, frame, 0);
      case IpProtocol.ICMPV6 -> icmp(ip, frame, pseudo(ip));
      case IpProtocol.UDP -> udp(ip, frame);
      default -> "protocol " + ip.protocol() + " len " + ip.payloadLength();
    };
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

  private static String icmp(IpView ip, ByteBuf frame, int pseudo) {
    int at = ip.payloadAt();
    if (Checksum.add(pseudo, Checksum.sum(frame, at, ip.payloadLength())) != 0xffff) {
      throw new AssertionError("bad checksum");
    }
    return "icmp "
        + frame.getUnsignedByte(at)
        + "/"
        + frame.getUnsignedByte(at + 1)
        + " "
        + frame.getUnsignedInt(at + 4)
        + " len "
        + ip.payloadLength();
  }

  private static String udp(IpView ip, ByteBuf frame) {
    UdpView udp = new UdpView();
    if (!udp.read(frame, ip.payloadAt(), ip.payloadLength())) {
      throw new AssertionError("bad datagram");
    }
    boolean offloaded = VnetHeader.flags(frame, 0) == VnetHeader.NEEDS_CSUM;
    if (!offloaded && !udp.checksumOk(ip, frame)) {
      throw new AssertionError("bad checksum");
    }
    return "udp "
        + udp.sourcePort()
        + " > "
        + udp.destinationPort()
        + " len "
        + udp.payloadLength();
  }
}
