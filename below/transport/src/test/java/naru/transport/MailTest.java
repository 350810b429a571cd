package naru.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.trace.disk.LogDatagrams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datagrams of one thread, to real sockets that are there or not. */
class MailTest {
  private static ByteBuffer text(String text) {
    return ByteBuffer.allocateDirect(100).put(text.getBytes(US_ASCII)).flip();
  }

  @Test
  void udpReachesAServerByName() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      server.setSoTimeout(10_000);
      UdpMail mail = new UdpMail("localhost", server.getLocalPort());
      assertThat(mail.send(text("hello"))).isTrue();
      DatagramPacket got = new DatagramPacket(new byte[100], 100);
      server.receive(got);
      assertThat(new String(got.getData(), 0, got.getLength(), US_ASCII)).isEqualTo("hello");
      mail.close();
    }
  }

  @Test
  void udpTellsThatNobodyWasThere() throws Exception {
    int port;
    try (DatagramSocket gone = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      port = gone.getLocalPort();
    }
    UdpMail mail = new UdpMail("127.0.0.1", port);
    assertThat(mail.send(text("lost"))).isTrue();
    assertThatThrownBy(() -> mail.send(text("news"))).isInstanceOf(IOException.class);
    assertThat(mail.send(text("lost too"))).isTrue();
    mail.close();
  }

  @Test
  void udpToANameThatIsNotKnownFailsEachTime() {
    UdpMail mail = new UdpMail("nobody.invalid", 514);
    assertThatThrownBy(() -> mail.send(text("x"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> mail.send(text("x"))).isInstanceOf(IOException.class);
  }

  private static Socket serve(Path path) throws IOException {
    Epoll.ensureAvailability();
    Socket server = Socket.newSocketDomainDgram();
    server.bind(new DomainSocketAddress(path.toString()));
    return server;
  }

  private static String read(Socket server) throws IOException {
    ByteBuffer in = ByteBuffer.allocateDirect(100);
    long end = System.nanoTime() + 10_000_000_000L;
    int n = 0;
    while (n <= 0 && System.nanoTime() < end) {
      n = server.recv(in, 0, 100);
      Thread.onSpinWait();
    }
    byte[] got = new byte[Math.max(0, n)];
    in.get(0, got);
    return new String(got, US_ASCII);
  }

  /** As a syslog daemon is started anew: its socket is another one at the same path. */
  @Test
  void aUnixSocketIsFoundByItsPathEachTime(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("log");
    LogDatagrams.Carrier mail = new UnixMail(path);
    assertThatThrownBy(() -> mail.send(text("x"))).isInstanceOf(IOException.class);
    for (int n = 0; n < 2; n++) {
      Socket server = serve(path);
      assertThat(mail.send(text("hello " + n))).isTrue();
      assertThat(read(server)).isEqualTo("hello " + n);
      server.close();
      assertThatThrownBy(() -> mail.send(text("x"))).isInstanceOf(IOException.class);
      Files.delete(path);
    }
    mail.close();
  }

  @Test
  void aUnixSocketThatNobodyReadsHasNoMoreRoom(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("log");
    Socket server = serve(path);
    LogDatagrams.Carrier mail = new UnixMail(path);
    int sent = 0;
    while (mail.send(text("again")) && sent < 100_000) {
      sent++;
    }
    assertThat(sent).isBetween(1, 99_999);
    assertThat(read(server)).isEqualTo("again");
    assertThat(mail.send(text("again"))).isTrue();
    server.close();
    mail.close();
  }
}
