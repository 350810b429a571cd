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
import static naru.stack.ip.Packets.v4;
import static naru.stack.ip.Packets.v6;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.VnetHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Echo, errors that come, errors that are sent and those that must not be. */
class IcmpTest {
  private static final byte[] PING = join(bytes(0, 7, 0, 1), count(8));

  private final Listener udp = new Listener();
  private Host host = Host.of();

  @BeforeEach
  void listen() {
    host(Host.config());
  }

  private void host(IpConfig config) {
    host = new Host(config);
    host.ip().transport(IpProtocol.UDP, udp);
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void rfc1122_3_2_2_6_echoIsAnsweredByteForByte() {
    host.in(v4(PEER4, V4).trafficClass(0xb9).ttl(1).of(1, icmp(8, 0, PING)));
    byte[] reply = host.saidBytes().getFirst();
    assertThat(reply[1]).as("the DSCP of the request, no ECN").isEqualTo((byte) 0xb8);
    assertThat(reply[8]).isEqualTo((byte) 64);
    assertThat(HexFormat.of().formatHex(reply, 12, reply.length))
        .isEqualTo("0a0000010a000002" + "0000f3e7" + "00070001" + "0001020304050607");
    assertThat(host.count(IpCounters.Of.ECHO_ANSWERED)).isEqualTo(1);
  }

  @Test
  void rfc4443_4_2_echoIsAnsweredFromTheAddressThatWasAsked() {
    host.in(v6(PEER6, V6).of(58, icmp6(PEER6, V6, 128, 0, PING)))
        .in(v6(PEER6, "ff02::1").of(58, icmp6(PEER6, "ff02::1", 128, 0, PING)));
    assertThat(host.said())
        .containsExactly(
            "fd00::1 > fd00::2 icmp 129/0 458753 len 16",
            "fd00::1 > fd00::2 icmp 129/0 458753 len 16");
  }

  @Test
  void rfc1122_3_2_2_6_echoToBroadcastsIsNotAnswered() {
    host.in(v4(PEER4, "10.0.0.255").of(1, icmp(8, 0, PING)))
        .in(v4(PEER4, "224.0.0.1").of(1, icmp(8, 0, PING)));
    assertThat(host.said()).isEmpty();
  }

  @Test
  void echoIsForWhomTheConfigSays() {
    byte[] other = v4(PEER4, "192.0.2.1").of(1, icmp(8, 0, PING));
    host.close();
    host(Host.config().withAcceptAny(true));
    assertThat(host.in(other).said()).isEmpty();
    host.close();
    host(Host.config().withAcceptAny(true).withEcho(IpConfig.Echo.ANY));
    assertThat(host.in(other).said())
        .containsExactly("192.0.2.1 > 10.0.0.2 icmp 0/0 458753 len 16");
    host.close();
    host(Host.config().withEcho(IpConfig.Echo.NONE));
    assertThat(host.in(v4(PEER4, V4).of(1, icmp(8, 0, PING))).said()).isEmpty();
  }

  @Test
  void rfc792_badChecksumsAreDropped() {
    byte[] message = icmp(8, 0, PING);
    message[2]++;
    host.in(v4(PEER4, V4).of(1, message)).in(v6(PEER6, V6).of(58, icmp(128, 0, PING)));
    assertThat(host.said()).isEmpty();
    assertThat(host.count(IpCounters.Of.ICMP_BAD_CHECKSUM)).isEqualTo(2);
    host.in(v4(PEER4, V4).of(1, message), VnetHeader.DATA_VALID, 0, 0);
    assertThat(host.said()).as("unless the link has looked").hasSize(1);
  }

  @Test
  void rfc4443_icmpOfTheOtherVersionIsAnUnknownProtocol() {
    host.in(v4(PEER4, V4).of(58, icmp(128, 0, PING))).in(v6(PEER6, V6).of(1, icmp(8, 0, PING)));
    assertThat(host.said())
        .containsExactly(
            "10.0.0.1 > 10.0.0.2 icmp 3/2 0 len 44", "fd00::1 > fd00::2 icmp 4/1 6 len 64");
  }

  @Test
  void rfc1122_3_2_2_unknownTypesAndTimestampsAndQuenchAreIgnored() {
    for (int type : new int[] {0, 4, 5, 9, 10, 13, 15, 17, 200}) {
      host.in(v4(PEER4, V4).of(1, icmp(type, 0, join(new byte[4], sentV4(8)))));
    }
    for (int type : new int[] {0, 5, 127, 129, 133, 135, 136, 137, 255}) {
      host.in(v6(PEER6, V6).of(58, icmp6(PEER6, V6, type, 0, join(new byte[4], sentV6(8)))));
    }
    assertThat(host.said()).isEmpty();
    assertThat(udp.heard).isEmpty();
    assertThat(host.count(IpCounters.Of.ICMP_IGNORED)).isEqualTo(18);
  }

  /** A packet that this host might have sent, cut behind so many bytes of transport. */
  private static byte[] sentV4(int transport) {
    byte[] packet = v4(V4, PEER4).of(17, Packets.udp(V4, 1000, PEER4, 53, count(100)));
    return Arrays.copyOf(packet, 20 + transport);
  }

  private static byte[] sentV6(int transport) {
    byte[] packet = v6(V6, PEER6).of(17, Packets.udp(V6, 1000, PEER6, 53, count(100)));
    return Arrays.copyOf(packet, 40 + transport);
  }

  private void error4(int type, int code, int rest, byte[] quoted) {
    byte[] word = bytes(rest >> 24, rest >> 16, rest >> 8, rest);
    host.in(v4("10.9.9.9", V4).of(1, icmp(type, code, join(word, quoted))));
  }

  private void error6(int type, int code, int rest, byte[] quoted) {
    byte[] word = bytes(rest >> 24, rest >> 16, rest >> 8, rest);
    host.in(v6("fd09::9", V6).of(58, icmp6("fd09::9", V6, type, code, join(word, quoted))));
  }

  @ParameterizedTest
  @CsvSource({
    "3,0,NET_UNREACHABLE",
    "3,1,HOST_UNREACHABLE",
    "3,2,PROTOCOL_UNREACHABLE",
    "3,3,PORT_UNREACHABLE",
    "3,5,HOST_UNREACHABLE",
    "3,6,NET_UNREACHABLE",
    "3,7,HOST_UNREACHABLE",
    "3,9,ADMIN_PROHIBITED",
    "3,10,ADMIN_PROHIBITED",
    "3,11,NET_UNREACHABLE",
    "3,13,ADMIN_PROHIBITED",
    "11,0,TIME_EXCEEDED",
    "11,1,TIME_EXCEEDED",
    "12,0,PARAMETER_PROBLEM"
  })
  void rfc1122_3_2_2_errorsReachTheTransport(int type, int code, String kind) {
    error4(type, code, 0, sentV4(8));
    assertThat(udp.heard).containsExactly(kind + " 10.0.0.1 > 10.0.0.2 ports 1000 53 of 8");
  }

  @ParameterizedTest
  @CsvSource({
    "1,0,NET_UNREACHABLE",
    "1,1,ADMIN_PROHIBITED",
    "1,2,HOST_UNREACHABLE",
    "1,3,HOST_UNREACHABLE",
    "1,4,PORT_UNREACHABLE",
    "1,5,ADMIN_PROHIBITED",
    "1,6,ADMIN_PROHIBITED",
    "3,0,TIME_EXCEEDED",
    "4,0,PARAMETER_PROBLEM",
    "4,1,PROTOCOL_UNREACHABLE"
  })
  void rfc4443_3_errorsReachTheTransport(int type, int code, String kind) {
    error6(type, code, 0, sentV6(100));
    assertThat(udp.heard).containsExactly(kind + " fd00::1 > fd00::2 ports 1000 53 of 100");
  }

  @Test
  void rfc5927_4_1_errorsAboutPacketsThatAreNotOursAreIgnored() {
    error4(3, 3, 0, v4("10.0.0.3", PEER4).of(17, count(8)));
    error4(3, 3, 0, v4(V4, PEER4).of(99, count(8)));
    error4(3, 3, 0, v4(V4, PEER4).fragment(8, false).of(17, count(8)));
    error4(3, 3, 0, sentV4(7));
    error4(3, 3, 0, sentV6(8));
    error6(1, 4, 0, v6("fd00::3", PEER6).of(17, count(8)));
    error6(1, 4, 0, v6(V6, PEER6).fragment(17, 1, 8, true).of(17, count(8)));
    error6(1, 4, 0, v6("mapped 10.0.0.1", PEER6).of(17, count(8)));
    udp.acknowledges = false;
    error4(3, 3, 0, sentV4(8));
    assertThat(udp.heard).isEmpty();
    assertThat(host.said()).isEmpty();
    assertThat(host.count(IpCounters.Of.ICMP_ERRORS_NOT_OURS)).isEqualTo(9);
  }

  @Test
  void quotedExtensionHeadersAreWalked() {
    byte[] quoted =
        v6(V6, PEER6)
            .extensions(60, join(bytes(44, 0, 1, 4, 0, 0, 0, 0), bytes(17, 0, 0, 1, 0, 0, 0, 9)))
            .of(0, Packets.udp(V6, 1000, PEER6, 53, count(8)));
    error6(1, 4, 0, quoted);
    assertThat(udp.heard).containsExactly("PORT_UNREACHABLE fd00::1 > fd00::2 ports 1000 53 of 16");
  }

  @Test
  void rfc1122_3_2_2_noErrorAboutAnError() {
    byte[] unknown = v4(PEER4, V4).of(1, icmp(3, 1, join(new byte[4], sentV4(8))));
    byte[] unknown6 = v6(PEER6, V6).of(58, icmp6(PEER6, V6, 99, 1, join(new byte[4], sentV6(8))));
    assertThat(complain(unknown)).isFalse();
    assertThat(complain(unknown6)).isFalse();
    assertThat(complain(v6(PEER6, V6).of(58, icmp6(PEER6, V6, 137, 0, count(20))))).isFalse();
    assertThat(complain(v4(PEER4, V4).of(1, new byte[0]))).isFalse();
    assertThat(complain(v4(PEER4, V4).of(1, icmp(8, 0, PING)))).isTrue();
    assertThat(complain(v6(PEER6, V6).of(58, icmp6(PEER6, V6, 128, 0, PING)))).isTrue();
    assertThat(host.count(IpCounters.Of.ICMP_ERRORS_FORBIDDEN)).isEqualTo(4);
  }

  @Test
  void rfc1122_3_2_2_noErrorAboutOtherThanOneHostToOneHost() {
    assertThat(complain(v4(PEER4, "10.0.0.255").of(17, count(8)))).isFalse();
    assertThat(complain(v4(PEER4, "255.255.255.255").of(17, count(8)))).isFalse();
    assertThat(complain(v4(PEER4, "224.0.0.1").of(17, count(8)))).isFalse();
    assertThat(complain(v4("0.0.0.0", V4).of(17, count(8)))).isFalse();
    assertThat(complain(v4("10.0.0.255", V4).of(17, count(8)))).isFalse();
    assertThat(complain(v4("224.0.0.9", V4).of(17, count(8)))).isFalse();
    assertThat(complain(v6(PEER6, "ff02::1").of(17, count(8)))).isFalse();
    assertThat(complain(v6("ff02::1", V6).of(17, count(8)))).isFalse();
    assertThat(complain(v6("::", V6).of(17, count(8)))).isFalse();
    assertThat(host.said()).isEmpty();
  }

  @Test
  void rfc1122_3_2_2_noErrorAboutOtherThanTheFirstFragment() {
    assertThat(complain(v4(PEER4, V4).fragment(8, true).of(17, count(8)))).isFalse();
    assertThat(complain(v4(PEER4, V4).fragment(0, true).of(17, count(8)))).isTrue();
  }

  private boolean complain(byte[] packet) {
    ByteBuf b = Unpooled.wrappedBuffer(packet);
    return host.ip().icmp().error(IcmpError.PORT_UNREACHABLE, b, 0, packet.length, host.now());
  }

  @Test
  void rfc1812_4_3_2_3_errorsQuoteUpTo576Bytes() {
    byte[] packet = v4(PEER4, V4).of(99, count(1000));
    byte[] reply = host.in(packet).saidBytes().getFirst();
    assertThat(reply).hasSize(576);
    assertThat(Arrays.copyOfRange(reply, 28, 576)).isEqualTo(Arrays.copyOf(packet, 548));
    assertThat(reply[1]).as("internetwork control").isEqualTo((byte) 0xc0);
  }

  @Test
  void rfc4443_2_4_c_errorsQuoteUpTo1280Bytes() {
    byte[] packet = v6(PEER6, V6).of(99, count(1400));
    byte[] reply = host.in(packet).saidBytes().getFirst();
    assertThat(reply).hasSize(1280);
    assertThat(Arrays.copyOfRange(reply, 48, 1280)).isEqualTo(Arrays.copyOf(packet, 1232));
  }

  @Test
  void rfc4443_2_4_f_errorsAreLimitedInRate() {
    host.close();
    host(Host.config().withIcmpErrors(10, 3));
    byte[] packet = v4(PEER4, V4).of(99, count(8));
    for (int i = 0; i < 10; i++) {
      host.in(packet);
    }
    assertThat(host.said()).hasSize(3);
    assertThat(host.count(IpCounters.Of.ICMP_ERRORS_RATE_LIMITED)).isEqualTo(7);
    host.later(99_000_000).in(packet);
    assertThat(host.said()).isEmpty();
    host.later(1_000_000).in(packet).in(packet);
    assertThat(host.said()).hasSize(1);
    host.later(3600_000_000_000L);
    for (int i = 0; i < 10; i++) {
      host.in(packet);
    }
    assertThat(host.said()).as("no more than a burst is saved up").hasSize(3);
  }

  @Test
  void errorsCanBeSwitchedOff() {
    host.close();
    host(Host.config().withIcmpErrors(0, 1));
    assertThat(host.in(v4(PEER4, V4).of(99, count(8))).said()).isEmpty();
  }

  @Test
  void aRelayRefusesInTheNameOfTheDestination() {
    byte[] packet = v4(PEER4, "192.0.2.1").of(6, count(20));
    for (IcmpError kind : IcmpError.values()) {
      ByteBuf b = Unpooled.wrappedBuffer(packet);
      host.ip().icmp().error(kind, b, 0, packet.length, host.now());
    }
    assertThat(host.said())
        .containsExactly(
            "192.0.2.1 > 10.0.0.2 icmp 3/0 0 len 48",
            "192.0.2.1 > 10.0.0.2 icmp 3/1 0 len 48",
            "192.0.2.1 > 10.0.0.2 icmp 3/2 0 len 48",
            "192.0.2.1 > 10.0.0.2 icmp 3/3 0 len 48",
            "192.0.2.1 > 10.0.0.2 icmp 3/13 0 len 48",
            "192.0.2.1 > 10.0.0.2 icmp 11/0 0 len 48",
            "192.0.2.1 > 10.0.0.2 icmp 3/4 0 len 48",
            "192.0.2.1 > 10.0.0.2 icmp 12/0 0 len 48");
  }
}
