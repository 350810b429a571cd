package naru.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ports of datagrams while a Naru stops: who has asked is answered, then others may have them. */
@Timeout(60)
final class DrainTest {
  private static final int LONG = 30_000;

  @TempDir private Path folder;
  private final AtomicBoolean hurry = new AtomicBoolean();
  private ReloadGround ground = ReloadGround.in(Path.of("."));
  private DatagramSocket server = new DatagramSocket(null);
  private int gateway;
  private int dns;
  private int udp;

  DrainTest() throws Exception {}

  @BeforeEach
  void start() throws Exception {
    ground = ReloadGround.in(folder);
    server = ground.opened(socket(0));
    gateway = ReloadGround.freePort();
    dns = ReloadGround.freePort();
    udp = ReloadGround.freePort();
    ground.write(
        """
        naru: 1
        state: %s
        listen:
          gateway: [http://127.0.0.1:%d, udp://127.0.0.1:%d]
          dns: udp://127.0.0.1:%d
        limits: { timeouts: { drain: 60s } }
        gateway:
          upstreams: { app: { targets: 127.0.0.1:%d } }
          routes: { name: all, respond: { status: 200, body: here } }
          streams: { name: udp, transport: udp, to: app }
        """
            .formatted(folder.resolve("state"), gateway, udp, dns, server.getLocalPort()));
  }

  @AfterEach
  void close() throws Exception {
    ground.close();
  }

  private static DatagramSocket socket(int port) throws Exception {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(LONG);
    return socket;
  }

  private static DatagramPacket packet(int port) {
    byte[] text = "hello".getBytes(StandardCharsets.US_ASCII);
    return new DatagramPacket(
        text, 5, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  @Test
  void whoHasAskedIsAnsweredBeforeTheEnd() throws Exception {
    Naru naru = ground.start();
    DatagramSocket client = ground.opened(socket(0));
    client.send(packet(udp));
    DatagramPacket asked = packet(0);
    server.receive(asked);
    CountDownLatch looks = new CountDownLatch(3);
    CompletableFuture<Integer> drained =
        CompletableFuture.supplyAsync(() -> naru.drain(() -> isHurried(looks)));
    assertThat(looks.await(20, TimeUnit.SECONDS)).as("it waits for the answer").isTrue();
    server.send(new DatagramPacket(asked.getData(), 5, asked.getSocketAddress()));
    client.receive(packet(0));
    assertThat(drained.join()).isZero();
  }

  private boolean isHurried(CountDownLatch looks) {
    looks.countDown();
    return hurry.get();
  }

  @Test
  void othersMayHaveThePortsWhileSomebodyIsInside() throws Exception {
    Naru naru = ground.start();
    try (Socket inside = ground.dial(gateway)) {
      inside.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
      Thread.ofVirtual().start(() -> naru.drain(hurry::get));
      bind(dns);
      bind(udp);
      hurry.set(true);
    }
  }

  /** As soon as it is free. */
  private static void bind(int port) throws Exception {
    while (true) {
      try {
        socket(port).close();
        return;
      } catch (java.net.BindException notYet) {
        Thread.onSpinWait();
      }
    }
  }
}
