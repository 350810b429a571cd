package naru.stack.ip;

import static naru.stack.ip.Host.PEER4;
import static naru.stack.ip.Host.PEER6;
import static naru.stack.ip.Host.V4;
import static naru.stack.ip.Host.V6;
import static naru.stack.ip.Packets.bytes;
import static naru.stack.ip.Packets.count;
import static naru.stack.ip.Packets.v4;
import static naru.stack.ip.Packets.v6;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.VnetHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is let in, and to whom. */
class IpInputTest {
  private final Listener udp = new Listener();
  private final Listener tcp = new Listener();
  private Host host = Host.of();

  @BeforeEach
  void listen() {
    host(Host.config());
  }

  private void host(IpConfig config) {
    host = new Host(config);
    host.ip().transport(IpProtocol.UDP, udp);
    host.ip().transport(IpProtocol.TCP, tcp);
  }

  @AfterEach
  void close() {
    host.close();
  }

  @Test
  void packetsGoToTheTransportOfTheirProtocol() {
    host.in(v4(PEER4, V4).of(17, count(9))).in(v6(PEER6, V6).of(6, count(20)));
    assertThat(udp.heard).containsExactly("10.0.0.2 > 10.0.0.1 len 9");
    assertThat(tcp.heard).containsExactly("fd00::2 > fd00::1 len 20");
    assertThat(udp.payloads.getFirst()).isEqualTo(count(9));
    assertThat(host.said()).isEmpty();
  }

  @Test
  void virtioFlagsAndSegmentSizeReachTheTransport() {
    host.in(v4(PEER4, V4).of(6, count(40)), VnetHeader.NEEDS_CSUM, VnetHeader.GSO_TCPV4, 10)
        .in(v4(PEER4, V4).of(6, count(40)), VnetHeader.DATA_VALID, 0x81, 12)
        .in(v4(PEER4, V4).of(17, count(40)), 0, VnetHeader.GSO_UDP, 12)
        .in(v4(PEER4, V4).of(17, count(40)), 0, VnetHeader.GSO_NONE, 12);
    assertThat(tcp.heard)
        .containsExactly(
            "10.0.0.2 > 10.0.0.1 len 40 trusted gso 10",
            "10.0.0.2 > 10.0.0.1 len 40 trusted gso 12");
    assertThat(udp.heard)
        .containsExactly("10.0.0.2 > 10.0.0.1 len 40", "10.0.0.2 > 10.0.0.1 len 40");
  }

  @Test
  void rfc1122_3_2_1_2_badHeaderChecksumIsDroppedSilently() {
    byte[] packet = v4(PEER4, V4).of(17, count(9));
    packet[10]++;
    host.in(packet);
    assertThat(udp.heard).isEmpty();
    assertThat(host.count(IpCounters.Of.MALFORMED)).isEqualTo(1);
    assertThat(host.said()).isEmpty();
  }

  @Test
  void rfc1122_3_2_1_1_otherVersionsAreDroppedSilently() {
    byte[] packet = v4(PEER4, V4).of(17, count(9));
    packet[0] = 0x55;
    host.in(packet).in(new byte[0]).in(bytes(0x45)).in(new byte[19]);
    assertThat(host.count(IpCounters.Of.MALFORMED)).isEqualTo(4);
    assertThat(host.said()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "224.0.0.1",
        "255.255.255.255",
        "10.0.0.255",
        "0.0.0.0",
        "0.1.2.3",
        "127.0.0.1",
        "240.0.0.1"
      })
  void rfc1122_3_2_1_3_martianSourcesAreDropped(String source) {
    host.in(v4(source, V4).of(17, count(9))).in(v4(source, V4).of(99, count(9)));
    assertThat(udp.heard).isEmpty();
    assertThat(host.said()).isEmpty();
    assertThat(host.count(IpCounters.Of.MARTIAN_SOURCE)).isEqualTo(2);
  }

  @Test
  void ownAddressAsSourceIsDropped() {
    host.in(v4(V4, V4).of(6, count(20))).in(v6(V6, V6).of(6, count(20)));
    assertThat(tcp.heard).isEmpty();
    assertThat(host.count(IpCounters.Of.MARTIAN_SOURCE)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff02::1", "::", "::1"})
  void rfc4291_2_7_martianSourcesOfV6AreDropped(String source) {
    host.in(v6(source, V6).of(17, count(9))).in(v6(source, V6).of(99, count(9)));
    assertThat(udp.heard).isEmpty();
    assertThat(host.said()).isEmpty();
    assertThat(host.count(IpCounters.Of.MARTIAN_SOURCE)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "0.0.0.9", "250.0.0.1"})
  void rfc1122_3_2_1_3_martianDestinationsAreDroppedEvenIfAnyIsAccepted(String destination) {
    host.close();
    host(Host.config().withAcceptAny(true));
    host.in(v4(PEER4, destination).of(17, count(9)));
    assertThat(udp.heard).isEmpty();
    assertThat(host.count(IpCounters.Of.MARTIAN_DESTINATION)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "::"})
  void rfc4291_2_5_3_martianDestinationsOfV6AreDropped(String destination) {
    host.in(v6(PEER6, destination).of(17, count(9)));
    assertThat(udp.heard).isEmpty();
    assertThat(host.count(IpCounters.Of.MARTIAN_DESTINATION)).isEqualTo(1);
  }

  @Test
  void mappedAddressesNeverStandOnTheWire() {
    host.in(v6("mapped 10.0.0.2", V6).of(17, count(9)))
        .in(v6(PEER6, "mapped 10.0.0.1").of(17, count(9)))
        .in(v6("mapped 10.0.0.2", V6).of(99, count(9)));
    assertThat(udp.heard).isEmpty();
    assertThat(host.said()).isEmpty();
    assertThat(host.count(IpCounters.Of.MALFORMED)).isEqualTo(3);
  }

  @Test
  void rfc1122_3_2_1_3_packetsForOthersAreDroppedSilently() {
    host.in(v4(PEER4, "10.0.0.9").of(17, count(9)))
        .in(v4(PEER4, "239.1.2.3").of(17, count(9)))
        .in(v6(PEER6, "fd00::9").of(17, count(9)))
        .in(v6(PEER6, "ff02::fb").of(17, count(9)));
    assertThat(udp.heard).isEmpty();
    assertThat(host.said()).isEmpty();
    assertThat(host.count(IpCounters.Of.NOT_FOR_US)).isEqualTo(4);
  }

  @Test
  void aRelayTakesPacketsForEveryUnicastDestination() {
    host.close();
    host(Host.config().withAcceptAny(true));
    host.in(v4(PEER4, "93.184.216.34").of(17, count(9)))
        .in(v6(PEER6, "2001:db8::1").of(17, count(9)))
        .in(v4(PEER4, "239.1.2.3").of(17, count(9)));
    assertThat(udp.heard)
        .containsExactly("10.0.0.2 > 93.184.216.34 len 9", "fd00::2 > 2001:db8::1 len 9");
  }

  @Test
  void rfc1122_3_3_6_broadcastsAreForDatagramsOnly() {
    host.in(v4(PEER4, "10.0.0.255").of(17, count(9)))
        .in(v4(PEER4, "255.255.255.255").of(17, count(9)))
        .in(v4(PEER4, "224.0.0.1").of(17, count(9)))
        .in(v6(PEER6, "ff02::1").of(17, count(9)))
        .in(v4(PEER4, "10.0.0.255").of(6, count(20)))
        .in(v6(PEER6, "ff02::1").of(6, count(20)));
    assertThat(udp.heard).hasSize(4);
    assertThat(tcp.heard).isEmpty();
    assertThat(host.count(IpCounters.Of.NOT_UNICAST)).isEqualTo(2);
  }

  @Test
  void rfc791_3_1_optionsAreTolerated() {
    host.in(v4(PEER4, V4).options(7, 7, 4, 0, 0, 0, 0, 0).of(17, count(9)))
        .in(v4(PEER4, V4).options(1, 1, 1, 0).of(17, count(9)))
        .in(v4(PEER4, V4).options(68, 0, 0, 0).of(17, count(9)));
    assertThat(udp.heard).hasSize(3);
    assertThat(udp.payloads).allMatch(p -> p.length == 9);
  }

  @Test
  void rfc7126_4_3_sourceRoutesAreRefused() {
    host.in(v4(PEER4, V4).options(131, 7, 4, 1, 2, 3, 4, 0).of(17, count(9)))
        .in(v4(PEER4, V4).options(1, 137, 7, 8, 1, 2, 3, 4).of(17, count(9)))
        .in(v4(PEER4, V4).options(68, 4, 5, 0, 131, 3, 4, 0).of(17, count(9)));
    assertThat(udp.heard).isEmpty();
    assertThat(host.said()).isEmpty();
    assertThat(host.count(IpCounters.Of.SOURCE_ROUTED)).isEqualTo(3);
  }

  @Test
  void rfc1122_3_2_2_1_unknownProtocolIsAnsweredWithProtocolUnreachable() {
    byte[] packet = v4(PEER4, V4).id(7).of(132, count(30));
    host.in(packet);
    byte[] reply = host.saidBytes().getFirst();
    assertThat(bytes(reply[20], reply[21])).isEqualTo(bytes(3, 2));
    assertThat(Arrays.copyOfRange(reply, 28, reply.length)).isEqualTo(packet);
    assertThat(host.count(IpCounters.Of.UNKNOWN_PROTOCOL)).isEqualTo(1);
  }

  @Test
  void rfc8200_4_unknownNextHeaderIsAnsweredWithItsPlace() {
    host.in(v6(PEER6, V6).of(132, count(30)))
        .in(
            v6(PEER6, V6)
                .extensions(IpProtocol.DESTINATION, bytes(132, 0, 1, 4, 0, 0, 0, 0))
                .of(0, count(30)));
    assertThat(host.said())
        .containsExactly(
            "fd00::1 > fd00::2 icmp 4/1 6 len 78", "fd00::1 > fd00::2 icmp 4/1 40 len 86");
  }

  @Test
  void rfc8200_4_7_noNextHeaderIsNoError() {
    host.in(v6(PEER6, V6).of(IpProtocol.NO_NEXT, count(3)));
    assertThat(host.said()).isEmpty();
  }

  @Test
  void rfc8200_4_2_unknownOptionsAreSkippedDroppedOrReported() {
    host.in(option(V6, 0x1e)).in(option(V6, 0x5e)).in(option(V6, 0x9e)).in(option(V6, 0xde));
    assertThat(udp.heard).hasSize(1);
    assertThat(host.said())
        .containsExactly(
            "fd00::1 > fd00::2 icmp 4/2 42 len 65", "fd00::1 > fd00::2 icmp 4/2 42 len 65");
    host.in(option("ff02::1", 0x9e)).in(option("ff02::1", 0xde));
    assertThat(host.said())
        .as("RFC 4443 s. 2.4 e: 10 is reported to multicasters too, 11 is not")
        .containsExactly("fd00::1 > fd00::2 icmp 4/2 42 len 65");
  }

  private static byte[] option(String destination, int type) {
    return v6(PEER6, destination)
        .extensions(IpProtocol.DESTINATION, bytes(17, 0, type, 4, 0, 0, 0, 0))
        .of(0, count(9));
  }

  @Test
  void rfc5095_3_routingHeadersWithSegmentsLeftAreReported() {
    host.in(
        v6(PEER6, V6)
            .extensions(IpProtocol.ROUTING, bytes(17, 0, 0, 1, 0, 0, 0, 0))
            .of(0, count(9)));
    assertThat(udp.heard).isEmpty();
    assertThat(host.said()).containsExactly("fd00::1 > fd00::2 icmp 4/0 42 len 65");
    host.in(
        v6(PEER6, V6)
            .extensions(IpProtocol.ROUTING, bytes(17, 0, 0, 0, 0, 0, 0, 0))
            .of(0, count(9)));
    assertThat(udp.heard).as("none left: ignored").hasSize(1);
  }

  @Test
  void everyCounterHasAName() {
    StringBuilder names = new StringBuilder();
    host.in(v4(PEER4, V4).of(17, count(9)));
    host.ip().counters().forEach((name, value) -> names.append(value > 0 ? name + " " : ""));
    assertThat(names).hasToString("ip_received ip_delivered ");
  }
}
