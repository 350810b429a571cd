package naru.stack.ip;

import static naru.stack.ip.Host.PEER4;
import static naru.stack.ip.Host.PEER6;
import static naru.stack.ip.Host.V4;
import static naru.stack.ip.Host.V6;
import static naru.stack.ip.Packets.bytes;
import static naru.stack.ip.Packets.count;
import static naru.stack.ip.Packets.icmp;
import static naru.stack.ip.Packets.icmp6;
import static naru.stack.ip.Packets.join;
import static naru.stack.ip.Packets.udp;
import static naru.stack.ip.Packets.v4;
import static naru.stack.ip.Packets.v6;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.SplittableRandom;
import naru.stack.udp.Udp;
import naru.stack.udp.UdpConfig;
import naru.stack.udp.UdpEvents;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpAddress;
import naru.wire.ip.VnetHeader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Millions of packets that are nearly right: nothing is thrown, memory is bounded, nothing leaks.
 */
class FuzzTest {
  private static final int PACKETS = 1_000_000;
  private static final int BOUND = 8 << 20;

  private static final byte[][] SEEDS = {
    v4(PEER4, V4).of(17, udp(PEER4, 53, V4, 1000, count(40))),
    v4(PEER4, V4).id(5).fragment(0, true).of(17, count(64)),
    v4(PEER4, V4).id(5).fragment(64, false).of(17, count(20)),
    v4(PEER4, V4).options(131, 7, 4, 1, 2, 3, 4, 0).of(17, count(20)),
    v4(PEER4, V4).of(1, icmp(8, 0, count(40))),
    v4(PEER4, V4).of(1, icmp(3, 4, join(bytes(0, 0, 4, 0), sent4()))),
    v4(PEER4, V4).of(132, count(20)),
    v6(PEER6, V6).of(17, udp(PEER6, 53, V6, 1000, count(40))),
    v6(PEER6, V6).fragment(17, 5, 0, true).of(0, count(64)),
    v6(PEER6, V6).fragment(17, 5, 64, false).of(0, count(20)),
    v6(PEER6, V6)
        .extensions(0, bytes(60, 0, 1, 4, 0, 0, 0, 0, 17, 0, 0xc5, 2, 0, 0, 1, 0))
        .of(0, udp(PEER6, 53, V6, 1000, count(40))),
    v6(PEER6, V6).extensions(43, bytes(17, 0, 0, 0, 0, 0, 0, 0)).of(0, count(40)),
    v6(PEER6, V6).of(58, icmp6(PEER6, V6, 128, 0, count(40))),
    v6(PEER6, V6).of(58, icmp6(PEER6, V6, 2, 0, join(bytes(0, 0, 5, 0), sent6()))),
  };

  private static byte[] sent4() {
    return v4(V4, PEER4).of(17, udp(V4, 1000, PEER4, 53, count(20)));
  }

  private static byte[] sent6() {
    return v6(V6, PEER6).fragment(17, 1, 0, true).of(0, udp(V6, 1000, PEER6, 53, count(20)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void malformedPacketsByTheMillion(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    IpConfig config = Host.config().withAcceptAny(seed == 2);
    try (Host host = new Host(config)) {
      Udp udp = Udp.of(host.ip(), UdpConfig.DEFAULT, random.split());
      UdpEvents events = (socket, from, port, data) -> data.release();
      udp.bind(IpAddress.ANY_V6, 1000, events);
      for (int i = 0; i < PACKETS; i++) {
        host.ip().input(packet(host, random), host.now());
        if ((i & 63) == 0) {
          udp.flush();
          host.saidFrames().forEach(ByteBuf::release);
          host.later(random.nextInt(100) == 0 ? 61_000_000_000L : random.nextInt(5_000_000));
          assertThat(host.bytesInUse()).isLessThan(BOUND);
        }
      }
      udp.flush();
      assertCovered(host);
    }
  }

  private static void assertCovered(Host host) {
    for (IpCounters.Of what :
        new IpCounters.Of[] {
          IpCounters.Of.MALFORMED,
          IpCounters.Of.REASSEMBLED,
          IpCounters.Of.FRAGMENT_OVERLAP,
          IpCounters.Of.REASSEMBLY_TIMEOUT,
          IpCounters.Of.ECHO_ANSWERED,
          IpCounters.Of.ICMP_ERRORS_SENT,
          IpCounters.Of.ICMP_ERRORS_NOT_OURS,
          IpCounters.Of.PATH_MTU_LOWERED,
          IpCounters.Of.UNRECOGNISED_HEADER
        }) {
      assertThat(host.count(what)).as("the fuzz reaches %s", what).isPositive();
    }
  }

  private static ByteBuf packet(Host host, SplittableRandom random) {
    byte[] packet = SEEDS[random.nextInt(SEEDS.length)].clone();
    int changes = random.nextInt(5);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(random.nextBoolean() ? Math.min(60, packet.length) : packet.length);
      packet[at] = (byte) (random.nextBoolean() ? random.nextInt() : packet[at] ^ 1 << (i & 7));
    }
    if (random.nextBoolean()) {
      repair(packet);
    }
    int length = random.nextInt(8) == 0 ? random.nextInt(packet.length + 1) : packet.length;
    ByteBuf frame = host.allocator().buffer(VnetHeader.BYTES + length);
    int flags = random.nextInt(4);
    int gso = random.nextInt(4) == 0 ? random.nextInt(256) : 0;
    int size = random.nextInt(8) == 0 ? random.nextInt(65536) : random.nextInt(64);
    VnetHeader.write(frame, 0, flags, gso, random.nextInt(65536), size, 0, 0);
    return frame.writerIndex(VnetHeader.BYTES).writeBytes(packet, 0, length);
  }

  /** Makes the IPv4 header's checksum right again, so that what stands behind is looked at. */
  private static void repair(byte[] packet) {
    int header = (packet[0] & 15) * 4;
    if (packet[0] >>> 4 == 4 && header >= 20 && header <= packet.length) {
      Packets.patch(packet, 10, 0);
      Packets.patch(packet, 10, Checksum.finish(Packets.sum(Arrays.copyOf(packet, header))));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 10, 29, 30, 49})
  void shortFramesAreDropped(int length) {
    try (Host host = Host.of()) {
      host.frame(host.allocator().buffer(64).writeZero(length));
      assertThat(host.count(IpCounters.Of.MALFORMED)).isEqualTo(1);
    }
  }
}
