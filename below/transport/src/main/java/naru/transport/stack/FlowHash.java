package naru.transport.stack;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.VnetHeader;

/**
 * Which of a host's stacks a packet is for: a hash of its flow, as the receiving host sees it. An
 * ICMP error goes where the packet that it quotes came from. What has no ports in sight, fragments
 * above all, goes to the first stack.
 */
final class FlowHash {
  private static final int V4_BYTES = 20;
  private static final int V6_BYTES = 40;
  private static final int ICMP_BYTES = 8;

  private FlowHash() {}

  /** The stack, from 0, for packets of a flow to {@code local}. */
  static int shard(int shards, IpAddress local, int localPort, IpAddress remote, int remotePort) {
    return shard(
        shards, remote.high(), remote.low(), remotePort, local.high(), local.low(), localPort);
  }

  private static int shard(
      int shards, long srcHigh, long srcLow, int srcPort, long dstHigh, long dstLow, int dstPort) {
    long h = srcHigh * 0x9e3779b97f4a7c15L + srcLow;
    h = (h ^ h >>> 32) * 0xbf58476d1ce4e5b9L + dstHigh;
    h = (h ^ h >>> 29) * 0x94d049bb133111ebL + dstLow;
    h = (h ^ h >>> 32) * 0x9e3779b97f4a7c15L + ((long) srcPort << 16 | dstPort);
    h = (h ^ h >>> 32) * 0xbf58476d1ce4e5b9L;
    return (int) (((h >>> 32) * shards) >>> 32);
  }

  /** The stack, from 0, for a frame. */
  static int shard(int shards, ByteBuf frame) {
    return shards == 1 ? 0 : packet(shards, frame, frame.readerIndex() + VnetHeader.BYTES, false);
  }

  private static int packet(int shards, ByteBuf b, int at, boolean quoted) {
    int left = b.writerIndex() - at;
    if (left < V4_BYTES) {
      return 0;
    }
    return b.getByte(at) >>> 4 == 4
        ? v4(shards, b, at, quoted)
        : left < V6_BYTES ? 0 : v6(shards, b, at, quoted);
  }

  private static int v4(int shards, ByteBuf b, int at, boolean quoted) {
    int transport = at + (b.getByte(at) & 15) * 4;
    int protocol = b.getUnsignedByte(at + 9);
    boolean fragment = (b.getUnsignedShort(at + 6) & 0x3fff) != 0;
    if (fragment || b.writerIndex() - transport < ICMP_BYTES) {
      return 0;
    }
    if (protocol == IpProtocol.ICMP) {
      int type = b.getUnsignedByte(transport);
      boolean error = type == 3 || type == 11 || type == 12;
      return error && !quoted ? packet(shards, b, transport + ICMP_BYTES, true) : 0;
    }
    long src = IpAddress.lowOf(b.getInt(at + 12));
    long dst = IpAddress.lowOf(b.getInt(at + 16));
    return hasPorts(protocol) ? ports(shards, b, transport, 0, src, 0, dst, quoted) : 0;
  }

  private static int v6(int shards, ByteBuf b, int at, boolean quoted) {
    int transport = at + V6_BYTES;
    int next = b.getUnsignedByte(at + 6);
    if (b.writerIndex() - transport < ICMP_BYTES) {
      return 0;
    }
    if (next == IpProtocol.ICMPV6) {
      boolean error = b.getUnsignedByte(transport) < 128;
      return error && !quoted ? packet(shards, b, transport + ICMP_BYTES, true) : 0;
    }
    return hasPorts(next)
        ? ports(
            shards,
            b,
            transport,
            b.getLong(at + 8),
            b.getLong(at + 16),
            b.getLong(at + 24),
            b.getLong(at + 32),
            quoted)
        : 0;
  }

  private static boolean hasPorts(int protocol) {
    return protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
  }

  /** A quoted packet is one that the host sent: its flow comes back the other way around. */
  private static int ports(
      int shards, ByteBuf b, int at, long sh, long sl, long dh, long dl, boolean quoted) {
    int src = b.getUnsignedShort(at);
    int dst = b.getUnsignedShort(at + 2);
    return quoted
        ? shard(shards, dh, dl, dst, sh, sl, src)
        : shard(shards, sh, sl, src, dh, dl, dst);
  }
}
