package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's own TCP over loopback, seen from outside. */
@Tag("interop")
@Timeout(60)
@EnabledIf("naru.linux.NetworkNamespace#available")
final class PacketCaptureInteropTest {
  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final List<CapturedPacket> caught = new ArrayList<>();

  @BeforeEach
  void loopbackUp() {
    namespace.call(() -> Interface.named("lo").up());
  }

  @AfterEach
  void close() {
    namespace.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void theHandshakeWithItsRealNumbers(String literal) throws Exception {
    InetAddress loopback = InetAddress.getByName(literal);
    Instant before = Instant.now();
    try (ServerSocket server = namespace.call(() -> new ServerSocket(0, 1, loopback));
        PacketCapture capture = capture(PacketCapture.ANY, loopback, server);
        Socket client = connect(server);
        Socket accepted = server.accept()) {
      await(capture, () -> caught.size() >= 3);
      CapturedPacket syn = caught.get(0);
      CapturedPacket synAck = caught.get(1);
      CapturedPacket ack = caught.get(2);
      assertThat(flags()).startsWith(Packets.SYN, Packets.SYN | Packets.ACK, Packets.ACK);
      assertThat(caught).extracting(CapturedPacket::sent).startsWith(true, false, true);
      int iss = Packets.sequence(syn.bytes());
      int irs = Packets.sequence(synAck.bytes());
      assertThat(iss).isNotZero();
      assertThat(Packets.acknowledgment(synAck.bytes())).isEqualTo(iss + 1);
      assertThat(Packets.sequence(ack.bytes())).isEqualTo(iss + 1);
      assertThat(Packets.acknowledgment(ack.bytes())).isEqualTo(irs + 1);
      assertThat(syn.wholeBytes()).isEqualTo(syn.bytes().remaining());
      assertThat(syn.checksumReady()).as("loopback sums nothing").isFalse();
      assertThat(time(syn)).isBetween(before.minusMillis(1), Instant.now());
      assertThat(time(ack)).isAfterOrEqualTo(time(syn));
      assertThat(capture.dropped()).isZero();
      assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
    }
  }

  @Test
  void eachPacketOnceUpToTheLastFin() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = namespace.call(() -> new ServerSocket(0, 1, loopback));
        PacketCapture capture = capture("lo", loopback, server)) {
      try (Socket client = connect(server);
          Socket accepted = server.accept()) {
        client.getOutputStream().write(new byte[100]);
        assertThat(accepted.getInputStream().readNBytes(100)).hasSize(100);
        client.shutdownOutput();
        assertThat(accepted.getInputStream().read()).isEqualTo(-1);
      }
      await(capture, () -> flags().stream().filter(f -> (f & Packets.FIN) != 0).count() == 2);
      assertThat(caught.stream().filter(p -> p.wholeBytes() == 152)).hasSize(1);
      assertThat(flags().stream().filter(f -> f == Packets.SYN)).hasSize(1);
    }
  }

  @Test
  void aLargeSegmentIsCutToWhatIsKept() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = namespace.call(() -> new ServerSocket(0, 1, loopback));
        PacketCapture capture = capture("lo", loopback, server);
        Socket client = connect(server);
        Socket accepted = server.accept()) {
      client.getOutputStream().write(new byte[50_000]);
      assertThat(accepted.getInputStream().readNBytes(50_000)).hasSize(50_000);
      Predicate<CapturedPacket> large = p -> p.wholeBytes() > 1500;
      await(capture, () -> caught.stream().anyMatch(large));
      assertThat(caught).allSatisfy(p -> assertThat(p.bytes().remaining()).isLessThanOrEqualTo(96));
    }
  }

  @Test
  void otherFlowsAreNotSeen() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = namespace.call(() -> new ServerSocket(0, 2, loopback));
        ServerSocket other = namespace.call(() -> new ServerSocket(0, 2, loopback));
        PacketCapture capture = capture("lo", loopback, server);
        Socket unseen = connect(other);
        Socket seen = connect(server)) {
      await(capture, () -> caught.size() >= 3);
      assertThat(flags().stream().filter(f -> f == Packets.SYN)).hasSize(1);
      assertThat(unseen.getPort()).isNotEqualTo(seen.getPort());
    }
  }

  @Test
  void theRightIsThere() {
    assertThat(PacketCapture.available()).isTrue();
    assertThatThrownBy(
            () -> PacketCapture.open("lo", Flow.to(InetAddress.getLoopbackAddress(), 1), 20))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tcpInfoOfARealConnection() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = namespace.call(() -> new ServerSocket(0, 1, loopback));
        Descriptor client = namespace.call(() -> rawConnect(server.getLocalPort()));
        Socket accepted = server.accept()) {
      accepted.getOutputStream().write(new byte[10]);
      try (Poll poll = Poll.of(client.number())) {
        assertThat(poll.await(Duration.ofSeconds(20).toNanos())).isTrue();
      }
      TcpInfo info = TcpInfo.of(client.number());
      assertThat(info.state()).isEqualTo("ESTABLISHED");
      assertThat(info.bytesReceived()).isEqualTo(10);
      assertThat(info.pathMtu()).isEqualTo(65535);
      assertThat(info.rttMicros()).isPositive();
      assertThat(info.congestionWindowSegments()).isEqualTo(10);
      assertThat(info.sendWindowBytes()).isPositive();
    }
  }

  private static Descriptor rawConnect(int port) {
    Descriptor socket = Descriptor.of("socket", Sockets.socket(Sockets.AF_INET, 1, 0));
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer address = ByteBuffer.allocateDirect(16);
      address.order(ByteOrder.nativeOrder()).putShort((short) Sockets.AF_INET);
      address.order(ByteOrder.BIG_ENDIAN).putShort((short) port).putInt(0x7f000001);
      MemorySegment memory = arena.allocate(16, 8);
      memory.copyFrom(MemorySegment.ofBuffer(address.rewind()));
      Libc.check("connect", Sockets.connect(socket.number(), memory));
      return socket;
    }
  }

  private PacketCapture capture(String name, InetAddress loopback, ServerSocket server) {
    Flow flow = Flow.to(loopback, server.getLocalPort());
    return namespace.call(() -> PacketCapture.open(name, flow, 96));
  }

  private Socket connect(ServerSocket server) throws IOException {
    return namespace.call(
        () -> {
          Socket socket = new Socket();
          socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
          return socket;
        });
  }

  private List<Integer> flags() {
    int flow = Packets.SYN | Packets.ACK | Packets.FIN;
    return caught.stream().map(p -> Packets.flags(p.bytes()) & flow).toList();
  }

  private static Instant time(CapturedPacket packet) {
    return Instant.ofEpochSecond(0, packet.unixNanos());
  }

  private void await(PacketCapture capture, BooleanSupplier enough) {
    try (Poll poll = Poll.of(capture.fd())) {
      while (!enough.getAsBoolean()) {
        assertThat(poll.await(Duration.ofSeconds(20).toNanos())).as("a packet came").isTrue();
        capture.drain(caught::add);
      }
    }
  }
}
