package naru.stack.ip;

import static naru.stack.ip.Packets.bytes;
import static naru.stack.ip.Packets.count;
import static naru.stack.ip.Packets.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What routers teach about paths. */
class PathMtuTest {
  private static final IpAddress PEER4 = IpAddress.parse(Host.PEER4);
  private static final IpAddress PEER6 = IpAddress.parse(Host.PEER6);

  private final Listener udp = new Listener();
  private final Host host = Host.of();

  @BeforeEach
  void listen() {
    host.ip().transport(IpProtocol.UDP, udp);
  }

  @AfterEach
  void close() {
    host.close();
  }

  private void tooBig4(String destination, int mtu, int packetBytes) {
    byte[] quoted =
        Packets.v4(Host.V4, destination)
            .dontFragment()
            .of(17, Packets.udp(Host.V4, 1000, destination, 53, count(packetBytes - 28)));
    byte[] message = Packets.icmp(3, 4, join(bytes(0, 0, mtu >> 8, mtu), quoted));
    host.in(Packets.v4("10.9.9.9", Host.V4).of(1, message));
  }

  private void tooBig6(long mtu) {
    byte[] quoted =
        Packets.v6(Host.V6, Host.PEER6)
            .of(17, Packets.udp(Host.V6, 1000, Host.PEER6, 53, count(100)));
    int m = (int) mtu;
    byte[] rest = join(bytes(m >> 24, m >> 16, m >> 8, m), quoted);
    host.in(Packets.v6("fd09::9", Host.V6).of(58, Packets.icmp6("fd09::9", Host.V6, 2, 0, rest)));
  }

  private int mtu4() {
    return host.ip().pathMtu(PEER4.high(), PEER4.low());
  }

  private int mtu6() {
    return host.ip().pathMtu(PEER6.high(), PEER6.low());
  }

  @Test
  void rfc1191_3_theNamedMtuIsUsedFromNowOn() {
    tooBig4(Host.PEER4, 1400, 1500);
    assertThat(mtu4()).isEqualTo(1400);
    assertThat(udp.heard).containsExactly("TOO_BIG 1400 10.0.0.1 > 10.0.0.2 ports 1000 53 of 1480");
    assertThat(host.ip().pathMtu(IpAddress.parse("10.0.0.3").high(), 0xffff_0a00_0003L))
        .as("of this path only")
        .isEqualTo(1500);
  }

  @Test
  void rfc1191_3_itIsNeverRaisedByAMessage() {
    tooBig4(Host.PEER4, 1400, 1500);
    tooBig4(Host.PEER4, 1450, 1500);
    tooBig4(Host.PEER4, 9000, 1500);
    assertThat(mtu4()).isEqualTo(1400);
    assertThat(udp.heard.getLast()).startsWith("TOO_BIG 1400 ");
    assertThat(host.count(IpCounters.Of.PATH_MTU_LOWERED)).isEqualTo(1);
  }

  @Test
  void rfc1191_5_oldRoutersNameNoneAndPlateausAreTried() {
    tooBig4(Host.PEER4, 0, 1500);
    assertThat(mtu4()).isEqualTo(1492);
    tooBig4(Host.PEER4, 0, 1492);
    assertThat(mtu4()).isEqualTo(1006);
  }

  @Test
  void belowTheFloorPacketsAreCutOnTheirWay() {
    tooBig4(Host.PEER4, 68, 1500);
    assertThat(mtu4()).isEqualTo(552);
    ByteBuf frame = host.ip().frame(true, 8).writeZero(8);
    long own = IpAddress.parse(Host.V4).low();
    host.ip().send(frame, 0, own, PEER4.high(), PEER4.low(), 17, 0, 0, true, 6, 0);
    assertThat(host.saidBytes().getFirst()[6]).as("without DF").isZero();
  }

  @Test
  void rfc8201_4_lessThan1280IsIgnored() {
    tooBig6(1279);
    assertThat(mtu6()).isEqualTo(1500);
    tooBig6(0);
    assertThat(mtu6()).isEqualTo(1500);
    tooBig6(0xffff_ffffL);
    assertThat(mtu6()).isEqualTo(1500);
    tooBig6(1280);
    assertThat(mtu6()).isEqualTo(1280);
  }

  @Test
  void rfc8201_4_itIsForgottenAfterTenMinutes() {
    tooBig6(1280);
    tooBig4(Host.PEER4, 1400, 1500);
    host.later(PathMtu.AGE_NANOS - 1);
    assertThat(mtu6()).isEqualTo(1280);
    host.later(1);
    assertThat(mtu6()).isEqualTo(1500);
    assertThat(mtu4()).isEqualTo(1500);
    assertThat(host.ip().pathMtuEntries()).isZero();
  }

  @Test
  void rfc5927_7_2_whatTheTransportDidNotSendTeachesNothing() {
    udp.acknowledges = false;
    tooBig4(Host.PEER4, 600, 1500);
    assertThat(mtu4()).isEqualTo(1500);
    assertThat(udp.heard).isEmpty();
  }

  @Test
  void theTableIsBoundedAndTheOldestIsForgotten() {
    for (int i = 0; i < 3000; i++) {
      host.later(1);
      tooBig4("10.0." + (i >> 8) + "." + ((i & 255) == 255 ? 0 : i & 255), 1400, 1500);
    }
    assertThat(host.ip().pathMtuEntries()).isEqualTo(1024);
    assertThat(host.timers().size()).isEqualTo(1024);
    assertThat(host.ip().pathMtu(0, IpAddress.parse("10.0.11.183").low())).isEqualTo(1400);
    assertThat(host.ip().pathMtu(0, IpAddress.parse("10.0.0.5").low())).isEqualTo(1500);
  }

  @Test
  void datagramsAreCutToThePath() {
    tooBig4(Host.PEER4, 600, 1500);
    ByteBuf frame = host.ip().frame(true, 1008).writeZero(1008);
    long own = IpAddress.parse(Host.V4).low();
    host.ip().send(frame, 0, own, PEER4.high(), PEER4.low(), 17, 0, 0, false, 6, 0);
    assertThat(host.said())
        .containsExactly(
            "10.0.0.1 > 10.0.0.2 fragment 0+ len 576", "10.0.0.1 > 10.0.0.2 fragment 576 len 432");
  }
}
