package naru.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Hand-made IP packets, and a look into caught ones. */
final class Packets {
  static final int FIN = 1;
  static final int SYN = 2;
  static final int ACK = 16;

  private Packets() {}

  /** A TCP segment without data, of IPv4 or IPv6 by its addresses; checksums are left 0. */
  static byte[] tcp(InetAddress from, int fromPort, InetAddress to, int toPort) {
    ByteBuffer b = ip(from, to, 6, 20);
    b.putShort((short) fromPort).putShort((short) toPort).putInt(1).putInt(2);
    b.put((byte) 0x50).put((byte) SYN);
    return bytes(b);
  }

  /** An echo request or reply of ICMP with its checksums. */
  static byte[] echo(InetAddress from, InetAddress to, int type, int identifier, byte[] data) {
    ByteBuffer b = ip(from, to, 1, 8 + data.length);
    b.put((byte) type).put((byte) 0).putShort((short) 0);
    b.putShort((short) identifier).putShort((short) 1).put(data);
    b.putShort(22, (short) ~sum(b, 20, 8 + data.length));
    b.putShort(10, (short) ~sum(b, 0, 20));
    return bytes(b);
  }

  private static ByteBuffer ip(InetAddress from, InetAddress to, int protocol, int payload) {
    boolean v4 = from.getAddress().length == 4;
    ByteBuffer b = ByteBuffer.allocate((v4 ? 20 : 40) + payload);
    if (v4) {
      b.putShort((short) 0x4500).putShort((short) b.capacity()).putInt(0x4000);
      b.put((byte) 64).put((byte) protocol).putShort((short) 0);
    } else {
      b.putInt(0x60000000).putShort((short) payload).put((byte) protocol).put((byte) 64);
    }
    return b.put(from.getAddress()).put(to.getAddress());
  }

  private static byte[] bytes(ByteBuffer b) {
    byte[] bytes = new byte[b.capacity()];
    b.get(0, bytes);
    return bytes;
  }

  /** RFC 1071. */
  static int sum(ByteBuffer b, int at, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (b.get(at + i) & 0xff) << (i % 2 == 0 ? 8 : 0);
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }

  private static int tcpAt(ByteBuffer packet) {
    return packet.get(0) >> 4 == 4 ? (packet.get(0) & 0xf) * 4 : 40;
  }

  static int flags(ByteBuffer packet) {
    return packet.get(tcpAt(packet) + 13) & 0x3f;
  }

  static int sequence(ByteBuffer packet) {
    return packet.getInt(tcpAt(packet) + 4);
  }

  static int acknowledgment(ByteBuffer packet) {
    return packet.getInt(tcpAt(packet) + 8);
  }
}
