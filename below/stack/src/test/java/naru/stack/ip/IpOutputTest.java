package naru.stack.ip;

import static naru.stack.ip.Packets.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.VnetHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What leaves, byte for byte. */
class IpOutputTest {
  private static final IpAddress V4 = IpAddress.parse(Host.V4);
  private static final IpAddress PEER4 = IpAddress.parse(Host.PEER4);
  private static final IpAddress V6 = IpAddress.parse(Host.V6);
  private static final IpAddress PEER6 = IpAddress.parse(Host.PEER6);

  private final Host host = Host.of();

  @AfterEach
  void close() {
    host.close();
  }

  private boolean send(IpAddress from, IpAddress to, byte[] datagram, boolean dontFragment) {
    return send(from, to, IpProtocol.UDP, datagram, dontFragment, 6, 0);
  }

  private boolean send(
      IpAddress from,
      IpAddress to,
      int protocol,
      byte[] transport,
      boolean dontFragment,
      int checksumOffset,
      int gsoSize) {
    ByteBuf frame = host.ip().frame(to.isV4(), transport.length).writeBytes(transport);
    return host.ip()
        .send(
            frame,
            from.high(),
            from.low(),
            to.high(),
            to.low(),
            protocol,
            0,
            0xb9,
            dontFragment,
            checksumOffset,
            gsoSize);
  }

  private static byte[] datagram(int dataLength) {
    int length = dataLength + 8;
    byte[] header = Packets.bytes(3, 0xe8, 0, 53, length >> 8, length, 0, 0);
    return Packets.join(header, count(dataLength));
  }

  @Test
  void rfc791_3_1_headerOfV4() {
    assertThat(send(V4, PEER4, datagram(4), true)).isTrue();
    assertThat(HexFormat.of().formatHex(host.saidBytes().getFirst()))
        .isEqualTo(
            "45b90020"
                + "00004000"
                + "40112612"
                + "0a000001"
                + "0a000002"
                + "03e80035"
                + "000ce5b2"
                + "00010203");
  }

  @Test
  void rfc8200_3_headerOfV6() {
    assertThat(send(V6, PEER6, datagram(4), true)).isTrue();
    String hex = HexFormat.of().formatHex(host.saidBytes().getFirst());
    assertThat(hex)
        .startsWith("6b900000" + "000c1140" + "fd000000000000000000000000000001")
        .endsWith("00010203");
  }

  @Test
  void rfc768_sumOfZeroIsSentAsAllOnes() {
    byte[] datagram = datagram(2);
    datagram[8] = 0;
    datagram[9] = 0;
    byte[] probe = datagram.clone();
    send(V4, PEER4, probe, true);
    byte[] said = host.saidBytes().getFirst();
    datagram[8] = said[26];
    datagram[9] = said[27];
    send(V4, PEER4, datagram, true);
    byte[] again = host.saidBytes().getFirst();
    assertThat(Packets.bytes(again[26], again[27])).isEqualTo(Packets.bytes(0xff, 0xff));
  }

  @Test
  void checksumIsLeftToALinkThatSums() {
    host.offloading(65535);
    send(V4, PEER4, datagram(4), true);
    ByteBuf frame = host.saidFrames().getFirst();
    assertThat(VnetHeader.flags(frame, 0)).isEqualTo(VnetHeader.NEEDS_CSUM);
    assertThat(VnetHeader.gsoType(frame, 0)).isZero();
    assertThat(VnetHeader.checksumStart(frame, 0)).isEqualTo(20);
    assertThat(VnetHeader.checksumOffset(frame, 0)).isEqualTo(6);
    assertThat(frame.getUnsignedShort(10 + 26)).as("pseudo-header").isEqualTo(0x0a00 * 2 + 3 + 29);
    frame.release();
  }

  @Test
  void superSegmentsAreLeftToALinkThatCuts() {
    host.offloading(65535);
    byte[] segment = count(20 + 3000);
    segment[12] = 5 << 4;
    assertThat(send(V6, PEER6, IpProtocol.TCP, segment, true, 16, 1440)).isTrue();
    ByteBuf frame = host.saidFrames().getFirst();
    assertThat(VnetHeader.gsoType(frame, 0)).isEqualTo(VnetHeader.GSO_TCPV6);
    assertThat(VnetHeader.gsoSize(frame, 0)).isEqualTo(1440);
    assertThat(VnetHeader.headerLength(frame, 0)).isEqualTo(60);
    assertThat(VnetHeader.checksumStart(frame, 0)).isEqualTo(40);
    assertThat(VnetHeader.checksumOffset(frame, 0)).isEqualTo(16);
    assertThat(frame.readableBytes()).isEqualTo(10 + 40 + 3020);
    frame.release();
  }

  @Test
  void superSegmentsAreCutHereForALinkThatCannot() {
    byte[] segment = count(20 + 3000);
    segment[12] = 5 << 4;
    assertThat(send(V4, PEER4, IpProtocol.TCP, segment, true, 16, 1000)).isTrue();
    assertThat(host.said())
        .containsExactly(
            "10.0.0.1 > 10.0.0.2 protocol 6 len 1020",
            "10.0.0.1 > 10.0.0.2 protocol 6 len 1020",
            "10.0.0.1 > 10.0.0.2 protocol 6 len 1020");
  }

  @Test
  void rfc791_3_2_datagramsAreCutWhereAllowed() {
    byte[] datagram = datagram(4000);
    assertThat(send(V4, PEER4, datagram, false)).isTrue();
    List<byte[]> pieces = host.saidBytes();
    assertThat(pieces).extracting(p -> p.length).containsExactly(1500, 1500, 1068);
    assertThat(pieces).extracting(p -> p[6] & 0x20).containsExactly(0x20, 0x20, 0);
    assertThat(pieces)
        .extracting(p -> ((p[6] & 0x1f) << 8 | p[7] & 255) * 8)
        .containsExactly(0, 1480, 2960);
    assertThat(pieces)
        .extracting(p -> (p[4] & 255) << 8 | p[5] & 255)
        .containsOnly((pieces.getFirst()[4] & 255) << 8 | pieces.getFirst()[5] & 255);
    byte[] whole =
        Packets.join(
            pieces.stream().map(p -> Arrays.copyOfRange(p, 20, p.length)).toArray(byte[][]::new));
    whole[6] = 0;
    whole[7] = 0;
    assertThat(whole).isEqualTo(datagram);
  }

  @Test
  void rfc8200_4_5_datagramsAreCutWithFragmentHeaders() {
    host.mtu(1280);
    assertThat(send(V6, PEER6, datagram(2000), false)).isTrue();
    List<byte[]> pieces = host.saidBytes();
    assertThat(pieces).extracting(p -> p.length).containsExactly(1280, 824);
    assertThat(pieces.getFirst()[6]).isEqualTo((byte) 44);
    assertThat(HexFormat.of().formatHex(pieces.getFirst(), 40, 44)).isEqualTo("11000001");
    assertThat(HexFormat.of().formatHex(pieces.getLast(), 40, 44)).isEqualTo("110004d0");
    assertThat(Arrays.copyOfRange(pieces.getLast(), 44, 48))
        .isEqualTo(Arrays.copyOfRange(pieces.getFirst(), 44, 48));
  }

  @Test
  void whatWasCutIsPutTogetherByAnother() {
    Listener udp = new Listener();
    IpConfig config = IpConfig.of("10.0.0.2/24", "fd00::2/64");
    try (Host peer = new Host(config)) {
      peer.ip().transport(IpProtocol.UDP, udp);
      for (int length : new int[] {1473, 3000, 65507}) {
        send(V4, PEER4, datagram(length), false);
        host.saidBytes().reversed().forEach(peer::in);
      }
      send(V6, PEER6, datagram(65527), false);
      host.saidBytes().forEach(peer::in);
      assertThat(udp.payloads)
          .extracting(p -> p.length - 8)
          .containsExactly(1473, 3000, 65507, 65527);
    }
  }

  @Test
  void rfc6864_4_1_identificationOnlyWhereItMatters() {
    for (int i = 0; i < 3; i++) {
      send(V4, PEER4, datagram(4), true);
      send(V4, PEER4, datagram(4), false);
    }
    List<byte[]> said = host.saidBytes();
    int[] ids = said.stream().mapToInt(p -> (p[4] & 255) << 8 | p[5] & 255).toArray();
    assertThat(new int[] {ids[0], ids[2], ids[4]}).containsOnly(0);
    assertThat(ids[3]).isEqualTo(ids[1] + 1 & 0xffff);
    assertThat(ids[5]).isEqualTo(ids[1] + 2 & 0xffff);
    IpAddress other = IpAddress.parse("10.0.0.3");
    send(V4, other, datagram(4), false);
    byte[] toOther = host.saidBytes().getFirst();
    assertThat((toOther[4] & 255) << 8 | toOther[5] & 255).isNotEqualTo(ids[5] + 1 & 0xffff);
  }

  @Test
  void whatMustNotBeCutIsDropped() {
    assertThat(send(V4, PEER4, datagram(1473), true)).isFalse();
    assertThat(send(V6, PEER6, datagram(1453), true)).isFalse();
    assertThat(send(V4, PEER4, IpProtocol.UDP, new byte[65516], false, 6, 0)).isFalse();
    assertThat(host.said()).isEmpty();
    assertThat(host.count(IpCounters.Of.TOO_BIG_TO_SEND)).isEqualTo(3);
  }

  @Test
  void withoutARouteItIsDropped() {
    try (Host lonely = new Host(Host.config())) {
      IpLayer ip =
          IpLayer.of(Host.config(), lonely.timers(), new SplittableRandom(1), lonely.allocator());
      ByteBuf frame = ip.frame(true, 8).writeZero(8);
      assertThat(
              ip.send(frame, V4.high(), V4.low(), PEER4.high(), PEER4.low(), 17, 0, 0, true, 6, 0))
          .isFalse();
      assertThat(ip.counters().value(IpCounters.Of.NO_ROUTE)).isEqualTo(1);
      assertThat(ip.isReachable(PEER4.high(), PEER4.low())).isFalse();
      assertThat(ip.superPacketBytes()).isZero();
    }
  }

  @Test
  void rfc1122_3_2_1_3_packetsToOurselvesComeBackAndNeverLeave() {
    Listener udp = new Listener();
    host.ip().transport(IpProtocol.UDP, udp);
    int[] told = new int[1];
    host.ip().whenDirty(() -> told[0]++);
    send(V4, V4, datagram(60_000), true);
    send(IpAddress.LOOPBACK_V6, IpAddress.LOOPBACK_V6, datagram(4), false);
    send(IpAddress.LOOPBACK_V4, IpAddress.parse("127.3.2.1"), datagram(4), false);
    assertThat(udp.heard).as("not before the output pass").isEmpty();
    assertThat(told[0]).isEqualTo(1);
    assertThat(host.ip().flush(host.now())).isTrue();
    assertThat(udp.heard)
        .containsExactly(
            "10.0.0.1 > 10.0.0.1 len 60008 trusted ecn 1",
            "::1 > ::1 len 12 trusted ecn 1",
            "127.0.0.1 > 127.3.2.1 len 12 trusted ecn 1");
    assertThat(host.ip().flush(host.now())).isFalse();
    assertThat(host.said()).isEmpty();
  }

  @Test
  void pingOfOurselvesIsAnswered() {
    byte[] ping = Packets.icmp(8, 0, count(12));
    send(V4, V4, IpProtocol.ICMP, ping, false, 2, 0);
    assertThat(host.ip().flush(host.now())).isTrue();
    assertThat(host.ip().flush(host.now())).as("the reply").isTrue();
    assertThat(host.ip().flush(host.now())).isFalse();
    assertThat(host.count(IpCounters.Of.ECHO_ANSWERED)).isEqualTo(1);
    assertThat(host.count(IpCounters.Of.LOOPED_BACK)).isEqualTo(2);
  }

  @Test
  void queuesAreBounded() {
    for (int i = 0; i < 10_000; i++) {
      send(V4, V4, datagram(4), true);
      host.in(Packets.v4(Host.PEER4, Host.V4).of(1, Packets.icmp(8, 0, count(12))));
    }
    assertThat(host.count(IpCounters.Of.QUEUE_FULL)).isEqualTo(2 * (10_000 - 4096));
    assertThat(host.said()).hasSize(4096);
  }
}
