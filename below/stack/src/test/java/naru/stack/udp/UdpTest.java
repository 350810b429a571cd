package naru.stack.udp;

import static naru.stack.ip.Host.PEER4;
import static naru.stack.ip.Host.PEER6;
import static naru.stack.ip.Host.V4;
import static naru.stack.ip.Host.V6;
import static naru.stack.ip.Packets.bytes;
import static naru.stack.ip.Packets.count;
import static naru.stack.ip.Packets.icmp;
import static naru.stack.ip.Packets.join;
import static naru.stack.ip.Packets.udp;
import static naru.stack.ip.Packets.v4;
import static naru.stack.ip.Packets.v6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import naru.stack.ip.Host;
import naru.stack.ip.IcmpError;
import naru.wire.ip.IpAddress;
import naru.wire.ip.VnetHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Datagrams in and out, and whose they are. */
class UdpTest {
  private static final IpAddress OWN4 = IpAddress.parse(V4);
  private static final IpAddress OWN6 = IpAddress.parse(V6);
  private static final IpAddress FROM4 = IpAddress.parse(PEER4);
  private static final IpAddress FROM6 = IpAddress.parse(PEER6);

  private final List<String> heard = new ArrayList<>();
  private Host host = Host.of();
  private Udp udp = Udp.of(host.ip(), UdpConfig.DEFAULT, new SplittableRandom(1));

  private void host(boolean acceptAny, UdpConfig config) {
    host.close();
    host = new Host(Host.config().withAcceptAny(acceptAny));
    udp = Udp.of(host.ip(), config, new SplittableRandom(1));
  }

  @BeforeEach
  void start() {
    host(false, UdpConfig.DEFAULT);
  }

  @AfterEach
  void close() {
    udp.flush();
    host.close();
  }

  /** Writes down what it hears, under a name. */
  private UdpEvents ear(String name) {
    return new UdpEvents() {
      @Override
      public void received(UdpSocket s, IpAddress from, int port, ByteBuf data) {
        heard.add(name + " " + from + " " + port + " len " + data.readableBytes());
        data.release();
      }

      @Override
      public void error(UdpSocket s, IcmpError error, IpAddress to, int port) {
        heard.add(name + " " + error + " " + to + " " + port);
      }
    };
  }

  private void from4(int port, int to, int length) {
    host.in(v4(PEER4, V4).of(17, udp(PEER4, port, V4, to, count(length))));
  }

  private void from6(int port, int to, int length) {
    host.in(v6(PEER6, V6).of(17, udp(PEER6, port, V6, to, count(length))));
  }

  private void assertHeard(String... events) {
    udp.flush();
    assertThat(heard).containsExactly(events);
    heard.clear();
  }

  private static ByteBuf data(int length) {
    return Unpooled.wrappedBuffer(count(length));
  }

  @Test
  void rfc768_datagramsReachTheSocketOfTheirPortInTheOutputPass() {
    udp.bind(IpAddress.ANY_V6, 53, ear("dns"));
    from4(1000, 53, 5);
    from6(1001, 53, 0);
    assertThat(heard).as("users are never called from input").isEmpty();
    assertHeard("dns 10.0.0.2 1000 len 5", "dns fd00::2 1001 len 0");
    assertThat(udp.flush()).isFalse();
  }

  @Test
  void rfc1122_4_1_3_1_portUnreachable() {
    from4(1000, 53, 5);
    from6(1000, 53, 5);
    assertThat(host.said())
        .containsExactly(
            "10.0.0.1 > 10.0.0.2 icmp 3/3 0 len 41", "fd00::1 > fd00::2 icmp 1/4 0 len 61");
    host.in(v4(PEER4, "10.0.0.255").of(17, udp(PEER4, 9, "10.0.0.255", 53, count(5))));
    assertThat(host.said()).as("not about broadcasts").isEmpty();
    assertThat(udp.counters().value(UdpCounters.Of.NO_SOCKET)).isEqualTo(3);
  }

  @Test
  void rfc1122_4_1_3_4_badChecksumsAreDroppedSilently() {
    udp.bind(IpAddress.ANY_V6, 53, ear("dns"));
    byte[] datagram = udp(PEER4, 1000, V4, 53, count(5));
    datagram[9]++;
    host.in(v4(PEER4, V4).of(17, datagram));
    assertHeard();
    assertThat(host.said()).isEmpty();
    assertThat(udp.counters().value(UdpCounters.Of.BAD_CHECKSUM)).isEqualTo(1);
    host.in(v4(PEER4, V4).of(17, datagram), VnetHeader.DATA_VALID, 0, 0);
    assertHeard("dns 10.0.0.2 1000 len 5");
  }

  @Test
  void rfc8200_8_1_noChecksumIsForV4Only() {
    udp.bind(IpAddress.ANY_V6, 53, ear("dns"));
    byte[] datagram = join(bytes(3, 0xe8, 0, 53, 0, 13, 0, 0), count(5));
    host.in(v4(PEER4, V4).of(17, datagram)).in(v6(PEER6, V6).of(17, datagram));
    assertHeard("dns 10.0.0.2 1000 len 5");
    assertThat(udp.counters().value(UdpCounters.Of.NO_CHECKSUM)).isEqualTo(1);
  }

  @Test
  void rfc768_lengthsThatDoNotFitAreMalformed() {
    udp.bind(IpAddress.ANY_V6, 53, ear("dns"));
    host.in(v4(PEER4, V4).of(17, bytes(3, 0xe8, 0, 53, 0, 7, 0, 0, 1)))
        .in(v4(PEER4, V4).of(17, bytes(3, 0xe8, 0, 53, 0, 10, 0, 0, 1)))
        .in(v4(PEER4, V4).of(17, bytes(3, 0xe8, 0, 53, 0, 0, 0)))
        .in(v4(PEER4, V4).of(17, bytes(3, 0xe8, 0, 0, 0, 8, 0, 0)))
        .in(v4(PEER4, V4).of(17, bytes(3, 0xe8, 0, 53, 0, 9, 0, 0, 1, 2, 3)));
    assertHeard("dns 10.0.0.2 1000 len 1");
    assertThat(udp.counters().value(UdpCounters.Of.MALFORMED)).isEqualTo(4);
  }

  @Test
  void theMostExactSocketIsPreferred() {
    udp.bind(IpAddress.ANY_V6, Udp.EVERY_PORT, ear("every"));
    udp.bind(IpAddress.ANY_V4, 53, ear("v4"));
    udp.bind(OWN6, 53, ear("address"));
    udp.connect(OWN4, 53, FROM4, 1000, ear("pair"));
    from4(1000, 53, 1);
    from4(1001, 53, 2);
    from6(1000, 53, 3);
    from4(1000, 1, 4);
    assertHeard(
        "pair 10.0.0.2 1000 len 1",
        "v4 10.0.0.2 1001 len 2",
        "address fd00::2 1000 len 3",
        "every 10.0.0.2 1000 len 4");
  }

  @Test
  void aConnectedSocketHearsItsPeerOnly() {
    UdpSocket socket = udp.bind(IpAddress.ANY_V6, 53, ear("s"));
    socket.connect(FROM4, 1000);
    assertThat(socket.localAddress()).isEqualTo(OWN4);
    from4(1000, 53, 1);
    from4(1001, 53, 2);
    from6(1000, 53, 3);
    assertHeard("s 10.0.0.2 1000 len 1");
    assertThat(host.said()).as("port unreachable").hasSize(2);
    assertThat(socket.send(data(7))).isTrue();
    assertThat(host.said()).containsExactly("10.0.0.1 > 10.0.0.2 udp 53 > 1000 len 7");
    socket.connect(FROM4, 1001);
    from4(1000, 53, 1);
    from4(1001, 53, 2);
    assertHeard("s 10.0.0.2 1001 len 2");
  }

  @Test
  void manySocketsKeepTheirPairs() {
    List<UdpSocket> sockets = new ArrayList<>();
    for (int i = 1; i <= 500; i++) {
      sockets.add(udp.connect(OWN4, 53, FROM4, i, ear("s" + i)));
      udp.bind(OWN4, 10_000 + i, ear("b" + i));
    }
    for (int i = 1; i <= 500; i++) {
      from4(i, 53, 1);
      from4(9, 10_000 + i, 1);
      assertHeard("s" + i + " 10.0.0.2 " + i + " len 1", "b" + i + " 10.0.0.2 9 len 1");
    }
    sockets.forEach(UdpSocket::close);
    from4(7, 53, 1);
    assertHeard();
    assertThat(udp.sockets()).isEqualTo(500);
  }

  @Test
  void anAddressAndPortHasOneOwner() {
    udp.bind(OWN4, 53, ear("a"));
    assertInUse(OWN4, 53);
    assertInUse(IpAddress.ANY_V4, 53);
    assertInUse(IpAddress.ANY_V6, 53);
    UdpSocket six = udp.bind(OWN6, 53, ear("b"));
    assertInUse(OWN6, 53);
    six.close();
    udp.bind(OWN6, 53, ear("b"));
    udp.bind(IpAddress.ANY_V4, 54, ear("c"));
    assertInUse(OWN4, 54);
    udp.bind(OWN6, 54, ear("d"));
  }

  private void assertInUse(IpAddress address, int port) {
    assertThatThrownBy(() -> udp.bind(address, port, ear("x")))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(BindException.class);
  }

  @Test
  void foreignAddressesCannotBeBound() {
    assertInUse(FROM4, 53);
    host(true, UdpConfig.DEFAULT);
    udp.bind(FROM4, 53, ear("relay"));
  }

  @Test
  void rfc6056_ephemeralPortsAreRandomAndRunOut() {
    host(false, new UdpConfig(1 << 16, 100, 50_000, 50_004));
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ports.add(udp.bind(IpAddress.ANY_V6, 0, ear("x")).localPort());
    }
    assertThat(ports).containsExactlyInAnyOrder(50_000, 50_001, 50_002, 50_003, 50_004);
    assertInUse(IpAddress.ANY_V6, 0);
  }

  @Test
  void socketsAreBounded() {
    host(false, new UdpConfig(1 << 16, 2, 50_000, 60_000));
    udp.bind(OWN4, 0, ear("x"));
    UdpSocket second = udp.bind(OWN4, 0, ear("x"));
    assertInUse(OWN4, 0);
    second.close();
    second.close();
    udp.bind(OWN4, 0, ear("x"));
  }

  @Test
  void aRelayHearsEveryAddressAndEveryPort() {
    host(true, UdpConfig.DEFAULT);
    UdpEvents relay =
        new UdpEvents() {
          @Override
          public void received(UdpSocket s, IpAddress from, int port, ByteBuf data) {
            throw new AssertionError("the other one is called");
          }

          @Override
          public void received(
              UdpSocket s, IpAddress from, int port, IpAddress to, int toPort, ByteBuf data) {
            heard.add(from + " " + port + " > " + to + " " + toPort);
            s.sendFrom(to, toPort, from, port, data);
          }
        };
    udp.bind(IpAddress.ANY_V6, Udp.EVERY_PORT, relay);
    udp.bind(IpAddress.ANY_V6, 53, ear("dns"));
    host.in(v4(PEER4, "8.8.8.8").of(17, udp(PEER4, 1000, "8.8.8.8", 443, count(5))));
    host.in(v4(PEER4, "8.8.8.8").of(17, udp(PEER4, 1000, "8.8.8.8", 53, count(5))));
    assertHeard("10.0.0.2 1000 > 8.8.8.8 443", "dns 10.0.0.2 1000 len 5");
    assertThat(host.said()).containsExactly("8.8.8.8 > 10.0.0.2 udp 443 > 1000 len 5");
  }

  @Test
  void superDatagramsAreCutUp() {
    udp.bind(IpAddress.ANY_V6, 443, ear("quic"));
    byte[] packet = v4(PEER4, V4).of(17, udp(PEER4, 1000, V4, 443, count(2500)));
    host.in(packet, VnetHeader.NEEDS_CSUM, VnetHeader.GSO_UDP_L4, 1200);
    host.in(packet, VnetHeader.NEEDS_CSUM, VnetHeader.GSO_UDP, 1200);
    assertHeard(
        "quic 10.0.0.2 1000 len 1200",
        "quic 10.0.0.2 1000 len 1200",
        "quic 10.0.0.2 1000 len 100",
        "quic 10.0.0.2 1000 len 2500");
  }

  @Test
  void largeDatagramsAreCutIntoFragments() {
    UdpSocket socket = udp.bind(IpAddress.ANY_V6, 53, ear("s"));
    assertThat(socket.send(FROM4, 9, data(2000))).isTrue();
    assertThat(socket.send(FROM6, 9, data(2000))).isTrue();
    assertThat(host.said())
        .containsExactly(
            "10.0.0.1 > 10.0.0.2 fragment 0+ len 1480",
            "10.0.0.1 > 10.0.0.2 fragment 1480 len 528",
            "fd00::1 > fd00::2 fragment 0+ len 1448",
            "fd00::1 > fd00::2 fragment 1448 len 560");
    socket.dontFragment(true);
    assertThat(socket.send(FROM4, 9, data(2000))).isFalse();
    assertThat(socket.send(FROM4, 9, data(65_508))).isFalse();
    assertThat(udp.counters().value(UdpCounters.Of.SEND_FAILED)).isEqualTo(1);
    assertThat(udp.counters().value(UdpCounters.Of.SEND_TOO_LONG)).isEqualTo(1);
  }

  @Test
  void whatCannotBeSentIsDroppedAndReleased() {
    UdpSocket socket = udp.bind(OWN4, 53, ear("s"));
    List<ByteBuf> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(data(3));
    }
    assertThat(socket.send(FROM6, 9, all.get(0))).isFalse();
    assertThat(socket.send(FROM4, 0, all.get(1))).isFalse();
    assertThat(socket.send(IpAddress.ANY_V4, 9, all.get(2))).isFalse();
    assertThat(socket.send(all.get(3))).as("not connected").isFalse();
    socket.close();
    assertThat(socket.send(FROM4, 9, all.get(4))).isFalse();
    assertThat(all).allMatch(b -> b.refCnt() == 0);
    assertThat(host.said()).isEmpty();
  }

  @Test
  void hopLimitAndTrafficClassAreTheSockets() {
    UdpSocket socket = udp.bind(OWN4, 53, ear("s"));
    socket.hopLimit(3);
    socket.trafficClass(0xb8);
    socket.dontFragment(true);
    socket.send(FROM4, 9, data(3));
    byte[] said = host.saidBytes().getFirst();
    assertThat(bytes(said[1], said[6], said[8])).isEqualTo(bytes(0xb8, 0x40, 3));
  }

  @Test
  void theReceiveQueueIsBoundedInBytes() {
    host(false, new UdpConfig(10 * (256 + 100), 10, 50_000, 60_000));
    UdpSocket socket = udp.bind(OWN4, 53, ear("s"));
    for (int i = 0; i < 50; i++) {
      from4(1000, 53, 100);
    }
    assertThat(socket.dropped()).isEqualTo(40);
    assertThat(socket.waitingBytes()).isEqualTo(3560);
    assertThat(udp.counters().value(UdpCounters.Of.QUEUE_FULL)).isEqualTo(40);
    udp.flush();
    assertThat(heard).hasSize(10);
    assertThat(socket.waitingBytes()).isZero();
  }

  @Test
  void aSmallDatagramDoesNotKeepALargeFrame() {
    udp.bind(OWN4, 53, ear("s"));
    ByteBuf frame = host.allocator().buffer(65_536);
    frame.writeZero(10).writeBytes(v4(PEER4, V4).of(17, udp(PEER4, 1000, V4, 53, count(100))));
    host.frame(frame);
    assertThat(host.bytesInUse()).isLessThan(200);
    assertHeard("s 10.0.0.2 1000 len 100");
  }

  @Test
  void whoDoesNotReadHearsNothingUntilLater() {
    UdpSocket socket = udp.bind(OWN4, 53, ear("s"));
    socket.reading(false);
    from4(1000, 53, 1);
    assertHeard();
    int[] dirty = new int[1];
    udp.whenDirty(() -> dirty[0]++);
    socket.reading(true);
    assertThat(dirty[0]).isEqualTo(1);
    assertHeard("s 10.0.0.2 1000 len 1");
  }

  @Test
  void closingInAnEventEndsTheEvents() {
    UdpEvents once =
        (socket, from, port, data) -> {
          heard.add("once");
          data.release();
          socket.close();
        };
    udp.bind(OWN4, 53, once);
    from4(1000, 53, 1);
    from4(1000, 53, 2);
    assertHeard("once");
    assertThat(host.bytesInUse()).isZero();
  }

  @Test
  void anEventThatThrowsLosesNothingElse() {
    boolean[] thrown = new boolean[1];
    UdpEvents bad =
        (socket, from, port, data) -> {
          heard.add("len " + data.readableBytes());
          data.release();
          if (!thrown[0]) {
            thrown[0] = true;
            throw new IllegalStateException("on purpose");
          }
        };
    udp.bind(OWN4, 53, bad);
    udp.bind(OWN4, 54, ear("other"));
    from4(1000, 53, 1);
    from4(1000, 53, 2);
    from4(1000, 54, 3);
    assertThatThrownBy(() -> udp.flush()).hasMessage("on purpose");
    udp.flush();
    assertThat(heard).containsExactlyInAnyOrder("len 1", "len 2", "other 10.0.0.2 1000 len 3");
  }

  @Test
  void rfc1122_4_1_3_3_icmpErrorsReachTheSocket() {
    udp.bind(OWN4, 53, ear("s"));
    udp.connect(OWN4, 53, FROM4, 1000, ear("pair"));
    error(53, 1000);
    error(53, 1001);
    error(54, 1001);
    assertHeard("pair PORT_UNREACHABLE 10.0.0.2 1000", "s PORT_UNREACHABLE 10.0.0.2 1001");
    assertThat(udp.counters().value(UdpCounters.Of.ERRORS)).isEqualTo(2);
  }

  private void error(int from, int to) {
    byte[] quoted = v4(V4, PEER4).of(17, udp(V4, from, PEER4, to, count(3)));
    host.in(v4(PEER4, V4).of(1, icmp(3, 3, join(new byte[4], quoted))));
  }

  @Test
  void twoSocketsOfOneHostTalkOverItself() {
    UdpSocket a = udp.bind(IpAddress.LOOPBACK_V4, 53, ear("a"));
    UdpSocket b = udp.bind(IpAddress.ANY_V6, 54, ear("b"));
    a.send(IpAddress.LOOPBACK_V4, 54, data(60_000));
    b.send(IpAddress.LOOPBACK_V4, 53, data(4));
    b.send(IpAddress.LOOPBACK_V4, 55, data(4));
    while (host.ip().flush(host.now())) {
      udp.flush();
    }
    assertThat(heard)
        .containsExactly(
            "b 127.0.0.1 53 len 60000", "a 127.0.0.1 54 len 4", "b PORT_UNREACHABLE 127.0.0.1 55");
    assertThat(host.said()).isEmpty();
  }
}
