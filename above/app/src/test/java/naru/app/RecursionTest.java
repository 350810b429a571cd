package naru.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Questions are forwarded for those whom {@code dns.recursion} names, and for Naru itself. */
@Timeout(60)
final class RecursionTest {
  /** What is the address of a.test? RFC 1035 section 4.1. */
  private static final byte[] FOREIGN =
      "\0\7\1\0\0\1\0\0\0\0\0\0\1a\4test\0\0\1\0\1".getBytes(US_ASCII);

  private static final byte[] OWN =
      "\0\7\1\0\0\1\0\0\0\0\0\0\1a\4home\0\0\1\0\1".getBytes(US_ASCII);

  private static final int NOERROR = 0;
  private static final int REFUSED = 5;

  @TempDir private Path folder;
  private ReloadGround behind;
  private ReloadGround front;
  private int upstream;
  private int dns;
  private int gateway;
  private int origin;

  @BeforeEach
  void upstream() throws IOException {
    behind = ReloadGround.in(Files.createDirectory(folder.resolve("behind")));
    front = ReloadGround.in(Files.createDirectory(folder.resolve("front")));
    upstream = ReloadGround.freePort();
    dns = ReloadGround.freePort();
    gateway = ReloadGround.freePort();
    origin = ReloadGround.freePort();
    behind.write(
        """
        naru: 1
        listen: { dns: udp://127.0.0.1:%d }
        dns: { zones: { test: { a: A 127.0.0.1 } } }
        """
            .formatted(upstream));
    behind.start();
  }

  @AfterEach
  void close() throws Exception {
    front.close();
    behind.close();
  }

  private void write(String recursion) throws IOException {
    front.write(
        """
        naru: 1
        listen:
          dns: [udp://127.0.0.1:%1$d, tcp://127.0.0.1:%1$d]
          gateway: http://127.0.0.1:%2$d
          origin: http://127.0.0.1:%3$d
        dns:
          forward: { test: udp://127.0.0.1:%4$d }
          zones: { home: { a: A 192.0.2.1 } }
          %5$s
        gateway:
          upstreams: { web: { targets: "a.test:%3$d" } }
          routes: [{ name: all, to: web }]
        """
            .formatted(dns, gateway, origin, upstream, recursion));
  }

  /** The response code for a client at an address, the same over both transports. */
  private int asked(String from, byte[] question) throws IOException {
    InetAddress client = InetAddress.getByName(from);
    InetSocketAddress server = new InetSocketAddress("127.0.0.1", dns);
    try (DatagramSocket datagrams = new DatagramSocket(0, client);
        Socket stream = new Socket(server.getAddress(), dns, client, 0)) {
      datagrams.setSoTimeout(10_000);
      datagrams.send(new DatagramPacket(question, question.length, server));
      DatagramPacket answer = new DatagramPacket(new byte[512], 512);
      datagrams.receive(answer);
      stream.setSoTimeout(10_000);
      byte[] framed = new byte[question.length + 2];
      framed[1] = (byte) question.length;
      System.arraycopy(question, 0, framed, 2, question.length);
      stream.getOutputStream().write(framed);
      InputStream in = stream.getInputStream();
      int overTcp = in.readNBytes(6)[5] & 15;
      assertThat(answer.getData()[3] & 15).isEqualTo(overTcp);
      return overTcp;
    }
  }

  private String proxied() throws IOException {
    try (Socket socket = front.dial(gateway)) {
      socket.getOutputStream().write("GET /x HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), US_ASCII);
    }
  }

  @Test
  void othersThanThoseNamedGetOurZonesAlone() throws Exception {
    write("recursion: [127.0.0.3, 127.8.0.0/16]");
    Naru naru = front.start();
    assertThat(asked("127.0.0.3", FOREIGN)).isEqualTo(NOERROR);
    assertThat(asked("127.8.9.9", FOREIGN)).isEqualTo(NOERROR);
    assertThat(asked("127.0.0.2", FOREIGN)).as("though it is remembered").isEqualTo(REFUSED);
    assertThat(asked("127.9.0.1", FOREIGN)).isEqualTo(REFUSED);
    assertThat(asked("127.0.0.2", OWN)).isEqualTo(NOERROR);
    write("recursion: 127.0.0.2");
    ReloadGround.reload(naru);
    assertThat(asked("127.0.0.2", FOREIGN)).isEqualTo(NOERROR);
    assertThat(asked("127.0.0.3", FOREIGN)).isEqualTo(REFUSED);
  }

  @Test
  void loopbackMayUnlessSomethingElseIsSaid() throws Exception {
    write("");
    front.start();
    assertThat(asked("127.0.0.2", FOREIGN)).isEqualTo(NOERROR);
  }

  @Test
  void theGatewayAsksItsOwnNameServerWhateverIsSaid() throws Exception {
    write("recursion: []");
    front.start();
    assertThat(asked("127.0.0.2", FOREIGN)).isEqualTo(REFUSED);
    assertThat(proxied()).as("the origin has no such file").isEqualTo("HTTP/1.1 404");
  }
}
