package naru.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** TUN in namespaces that vanish with the test. */
@Tag("interop")
@Timeout(60)
@EnabledIf("naru.linux.NetworkNamespace#available")
final class TunInteropTest {
  private static final int ECHO_REPLY = 0;
  private static final int ECHO_REQUEST = 8;

  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(Tun.MAX_FRAME_BYTES, 8);
  private final InetAddress kernel = ip("10.99.0.1");
  private final InetAddress ours = ip("10.99.0.2");

  @AfterEach
  void close() {
    namespace.close();
    arena.close();
  }

  @Test
  void theKernelAnswersOurPing() {
    try (Tun tun = openUp("")) {
      assertThat(tun.name()).isEqualTo("tun0");
      assertThat(
              write(
                  tun.queue(),
                  Packets.echo(ours, kernel, ECHO_REQUEST, 77, new byte[] {1, 2, 3, 4})))
          .isTrue();
      ByteBuffer reply = awaitIcmp(tun.queue(), ECHO_REPLY);
      assertThat(reply.getShort(24)).isEqualTo((short) 77);
      assertThat(reply.getInt(28)).isEqualTo(0x01020304);
      assertThat(reply.getInt(12)).isEqualTo(ByteBuffer.wrap(kernel.getAddress()).getInt());
      assertThat(Packets.sum(reply, 20, reply.limit() - 20)).isEqualTo(0xffff);
    }
  }

  @Test
  void weAnswerTheKernelsPing() {
    try (Tun tun = openUp("naru7")) {
      CompletableFuture<Boolean> ping = CompletableFuture.supplyAsync(this::kernelReachesUs);
      ByteBuffer request = awaitIcmp(tun.queue(), ECHO_REQUEST);
      byte[] data = new byte[request.limit() - 28];
      request.get(28, data);
      byte[] reply = Packets.echo(ours, kernel, ECHO_REPLY, request.getShort(24), data);
      ByteBuffer.wrap(reply).putShort(26, request.getShort(26));
      writeInTwo(tun.queue(), checksummed(reply));
      assertThat(ping.join()).isTrue();
    }
  }

  /** As root, Java asks with an ICMP echo request. */
  private boolean kernelReachesUs() {
    try {
      return namespace.call(() -> ours.isReachable(20_000));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theInterfaceIsAsItWasToldToBe() throws Exception {
    try (Tun tun = openUp("naru0")) {
      namespace.call(
          () ->
              Interface.named("naru0")
                  .mtu(9000)
                  .transmitQueueLength(20000)
                  .address(ip("fd00:99::1"), 64)
                  .route(ip("0.0.0.0"), 0)
                  .route(ip("::"), 0)
                  .route(ip("192.0.2.77"), 24, ours));
      String addresses = Commands.in(namespace, "ip", "-j", "addr", "show", tun.name());
      assertThat(addresses)
          .contains("\"mtu\":9000", "\"txqlen\":20000", "\"UP\"")
          .contains("\"local\":\"10.99.0.1\",\"prefixlen\":24")
          .contains("\"local\":\"fd00:99::1\",\"prefixlen\":64")
          .doesNotContain("fe80", "tentative", "dadfailed");
      assertThat(Commands.in(namespace, "ip", "route"))
          .contains("default dev naru0", "192.0.2.0/24 via 10.99.0.2 dev naru0");
      assertThat(Commands.in(namespace, "ip", "-6", "route")).contains("default dev naru0");
      assertThat(Commands.in(namespace, "ip", "-d", "link", "show", "naru0"))
          .contains("tun type tun pi off vnet_hdr on");
    }
    assertThat(Commands.in(namespace, "ip", "-j", "link")).doesNotContain("naru0");
  }

  @Test
  void whatIsReadIsWhatIsSet() {
    try (Tun tun = openUp("naru0")) {
      namespace.call(
          () -> {
            Interface itself = Interface.named(tun.name()).mtu(1400).transmitQueueLength(1234);
            assertThat(itself.mtu()).isEqualTo(1400);
            assertThat(itself.transmitQueueLength()).isEqualTo(1234);
            assertThat(itself.isUp()).isTrue();
            assertThat(itself.down().isUp()).isFalse();
            return itself;
          });
    }
  }

  @Test
  void severalQueuesOfOneInterface() {
    try (Tun tun = namespace.call(() -> Tun.open("naru0", 3))) {
      assertThat(tun.queues()).extracting(TunQueue::fd).doesNotHaveDuplicates().hasSize(3);
      assertThat(tun.segmentsUdp()).isTrue();
      up(tun);
      TunQueue third = tun.queues().get(2);
      assertThat(write(third, Packets.echo(ours, kernel, ECHO_REQUEST, 5, new byte[4]))).isTrue();
      ByteBuffer reply = awaitIcmp(tun.queues(), ECHO_REPLY);
      assertThat(reply.getShort(24)).isEqualTo((short) 5);
    }
  }

  @Test
  void theHandedOverDescriptorServes() {
    List<UnixSocket> pair = UnixSocket.pair();
    try (UnixSocket root = pair.get(0);
        UnixSocket user = pair.get(1);
        Tun opened = openUp("naru0")) {
      root.sendDescriptor(opened.queue().fd());
      try (Tun tun = Tun.of(user.receiveDescriptor(Duration.ofSeconds(10)))) {
        opened.queue().close();
        assertThat(tun.name()).isEqualTo("naru0");
        assertThat(write(tun.queue(), Packets.echo(ours, kernel, ECHO_REQUEST, 9, new byte[4])))
            .isTrue();
        assertThat(awaitIcmp(tun.queue(), ECHO_REPLY).getShort(24)).isEqualTo((short) 9);
      }
    }
  }

  @Test
  void aCaptureOnItKnowsBothWays() throws Exception {
    Flow flow = Flow.to(ours, 80);
    try (Tun tun = openUp("naru0");
        PacketCapture capture =
            namespace.call(() -> PacketCapture.open("naru0", flow, PacketCapture.HEADERS));
        Poll poll = Poll.of(capture.fd());
        SocketChannel client = namespace.call(SocketChannel::open)) {
      client.configureBlocking(false);
      assertThat(client.connect(new InetSocketAddress(ours, 80))).isFalse();
      assertThat(poll.await(Duration.ofSeconds(20).toNanos())).isTrue();
      List<CapturedPacket> caught = new ArrayList<>();
      capture.drain(caught::add);
      int port = caught.getFirst().bytes().getShort(20) & 0xffff;
      assertThat(write(tun.queue(), Packets.tcp(ours, 80, kernel, port))).isTrue();
      while (caught.getLast().sent()) {
        assertThat(poll.await(Duration.ofSeconds(20).toNanos())).isTrue();
        capture.drain(caught::add);
      }
      assertThat(caught.getFirst().sent()).isTrue();
      assertThat(Packets.flags(caught.getFirst().bytes())).isEqualTo(Packets.SYN);
    }
  }

  @Test
  void aDescriptorThatIsNoTunIsRefused() {
    try (Descriptor event = Descriptor.of("eventfd", Libc.eventfd(0, 0))) {
      assertThatThrownBy(() -> Tun.of(event.number()))
          .isInstanceOf(LinuxException.class)
          .hasMessageStartingWith("ioctl TUNGETIFF: ");
    }
  }

  @Test
  void framesThatTheKernelDoesNotTakeAreCounted() {
    try (Tun tun = namespace.call(() -> Tun.open("naru0"))) {
      TunQueue queue = tun.queue();
      byte[] ping = Packets.echo(ours, kernel, ECHO_REQUEST, 1, new byte[4]);
      assertThat(write(queue, ping)).as("the interface is down").isFalse();
      assertThat(queue.lastRefusal()).contains(new Errno(Errno.EIO));
      up(tun);
      assertThat(queue.write(buffer.address(), 3)).as("not even a header").isFalse();
      assertThat(queue.lastRefusal()).contains(new Errno(Errno.EINVAL));
      assertThat(queue.refused()).isEqualTo(2);
    }
  }

  @Test
  void aDeletedInterfaceIsSaidToBe() throws Exception {
    try (Tun tun = openUp("naru0")) {
      Commands.in(namespace, "ip", "link", "delete", "naru0");
      assertThatThrownBy(() -> tun.queue().read(buffer.address(), Tun.MAX_FRAME_BYTES))
          .isInstanceOf(LinuxException.class)
          .hasMessageContaining("The interface was deleted.");
    }
  }

  @Test
  void anInterfaceHasOneOwner() {
    try (Tun tun = openUp("naru0")) {
      assertThatThrownBy(() -> namespace.call(() -> Tun.open(tun.name())))
          .isInstanceOf(LinuxException.class)
          .hasMessageContaining("EBUSY")
          .hasMessageContaining("Another program");
    }
  }

  @Test
  void mistakesAreAnsweredWithWords() {
    assertThatThrownBy(() -> namespace.call(() -> Interface.named("nowhere0")))
        .hasMessageStartingWith("ioctl SIOCGIFINDEX nowhere0: ENODEV")
        .hasMessageContaining("no such interface");
    try (Tun tun = namespace.call(() -> Tun.open("naru0"))) {
      assertThatThrownBy(
              () -> namespace.call(() -> Interface.named("naru0").route(ip("1.1.1.1"), 32, ours)))
          .isInstanceOf(LinuxException.class)
          .hasMessageContaining("The kernel says: ")
          .hasMessageContaining("Set the interface up");
      assertThat(tun.queue().refused()).isZero();
    }
  }

  private Tun openUp(String name) {
    Tun tun = namespace.call(() -> Tun.open(name));
    up(tun);
    return tun;
  }

  private void up(Tun tun) {
    namespace.call(() -> Interface.named(tun.name()).noLinkLocalAddress().address(kernel, 24).up());
  }

  /** The next ICMP packet of this type; whatever else the kernel says is passed over. */
  private ByteBuffer awaitIcmp(TunQueue queue, int type) {
    return awaitIcmp(List.of(queue), type);
  }

  private ByteBuffer awaitIcmp(List<TunQueue> queues, int type) {
    try (Poll poll = Poll.of(queues.stream().mapToInt(TunQueue::fd).toArray())) {
      while (true) {
        assertThat(poll.await(Duration.ofSeconds(20).toNanos())).as("a packet came").isTrue();
        for (TunQueue queue : queues) {
          int n = queue.read(buffer.address(), Tun.MAX_FRAME_BYTES);
          if (n > Tun.HEADER_BYTES) {
            ByteBuffer packet = ByteBuffer.wrap(buffer.asSlice(10, n - 10L).toArray(JAVA_BYTE));
            if (packet.get(0) == 0x45 && packet.get(9) == 1 && packet.get(20) == type) {
              return packet;
            }
          }
        }
      }
    }
  }

  private static byte[] checksummed(byte[] packet) {
    ByteBuffer b = ByteBuffer.wrap(packet).putShort(22, (short) 0);
    b.putShort(22, (short) ~Packets.sum(b, 20, packet.length - 20));
    return packet;
  }

  private boolean write(TunQueue queue, byte[] packet) {
    buffer.asSlice(0, Tun.HEADER_BYTES).fill((byte) 0);
    MemorySegment.copy(packet, 0, buffer, JAVA_BYTE, Tun.HEADER_BYTES, packet.length);
    return queue.write(buffer.address(), Tun.HEADER_BYTES + packet.length);
  }

  private void writeInTwo(TunQueue queue, byte[] packet) {
    MemorySegment header = arena.allocate(Tun.HEADER_BYTES);
    MemorySegment.copy(packet, 0, buffer, JAVA_BYTE, 0, packet.length);
    boolean taken =
        queue.write(header.address(), Tun.HEADER_BYTES, buffer.address(), packet.length);
    assertThat(taken).isTrue();
  }

  private static InetAddress ip(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
