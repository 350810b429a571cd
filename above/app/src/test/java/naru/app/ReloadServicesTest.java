package naru.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static naru.app.ReloadGround.reload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import naru.admin.AdminCard;
import naru.admin.Reload.Outcome;
import naru.base.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The name server's and the admin API's listeners follow a reload too. */
@Timeout(60)
final class ReloadServicesTest extends ReloadStage {
  /** What is the address of a.test? RFC 1035 section 4.1. */
  private static final byte[] QUESTION =
      "\0\7\1\0\0\1\0\0\0\0\0\0\1a\4test\0\0\1\0\1".getBytes(US_ASCII);

  private void write(String listen) throws IOException {
    ground.write(
        """
        naru: 1
        listen: { %s }
        dns: { zones: { test: { a: A 192.0.2.1 } } }
        """
            .formatted(listen));
  }

  private static String dns(int port) {
    return "dns: [udp://127.0.0.1:" + port + ", tcp://127.0.0.1:" + port + "]";
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static boolean answersDatagrams(int port) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(at(port)); // so that a closed port is told
      socket.setSoTimeout(10_000);
      socket.send(new DatagramPacket(QUESTION, QUESTION.length));
      DatagramPacket answer = new DatagramPacket(new byte[512], 512);
      socket.receive(answer);
      return answer.getData()[1] == 7 && answer.getData()[7] == 1;
    } catch (java.net.PortUnreachableException closed) {
      return false;
    }
  }

  private static boolean answers(Socket socket) throws IOException {
    byte[] framed = new byte[QUESTION.length + 2];
    framed[1] = (byte) QUESTION.length;
    System.arraycopy(QUESTION, 0, framed, 2, QUESTION.length);
    socket.getOutputStream().write(framed);
    InputStream in = socket.getInputStream();
    byte[] answer = in.readNBytes(2);
    return in.readNBytes(((answer[0] & 0xff) << 8) | (answer[1] & 0xff))[7] == 1;
  }

  @Test
  void theNameServerMoves() throws Exception {
    write(dns(a));
    Naru naru = ground.start();
    assertThat(answersDatagrams(a)).isTrue();
    try (Socket open = ground.dial(a)) {
      assertThat(answers(open)).isTrue();
      write(dns(b));
      assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
      assertThat(answersDatagrams(b)).isTrue();
      try (Socket fresh = ground.dial(b)) {
        assertThat(answers(fresh)).isTrue();
      }
      assertThat(answersDatagrams(a)).as("closed").isFalse();
      assertThatThrownBy(() -> ground.dial(a)).hasMessageContaining("refused");
      assertThat(answers(open)).as("a connection ends when it is idle").isTrue();
    }
    assertThat(naru.listening())
        .containsExactly("dns udp://127.0.0.1:" + b, "dns tcp://127.0.0.1:" + b);
    write(dns(b) + ", gateway: 'http://127.0.0.1:" + a + "'");
    reload(naru);
    assertThat(answersDatagrams(b)).as("it stays").isTrue();
  }

  @Test
  void aNameServerMayComeAndGo() throws Exception {
    write("gateway: 'http://127.0.0.1:" + a + "'");
    Naru naru = ground.start();
    write("gateway: 'http://127.0.0.1:" + a + "', " + dns(b));
    reload(naru);
    assertThat(answersDatagrams(b)).isTrue();
    write("gateway: 'http://127.0.0.1:" + a + "'");
    reload(naru);
    assertThat(answersDatagrams(b)).isFalse();
  }

  @Test
  void aPortOfDnsThatIsTakenChangesNothing() throws Exception {
    write(dns(a));
    Naru naru = ground.start();
    int c = ReloadGround.freePort();
    try (DatagramSocket other = new DatagramSocket(at(b))) {
      assertThat(other.isBound()).isTrue();
      write(
          "dns: [udp://127.0.0.1:%d, udp://127.0.0.1:%d], gateway: 'http://127.0.0.1:%d'"
              .formatted(c, b, c));
      Outcome.Refused refused = (Outcome.Refused) reload(naru);
      assertThat(refused.text()).contains("N3085", "naru.yaml:2:", "taken");
    }
    assertThat(answersDatagrams(a)).isTrue();
    assertThat(answersDatagrams(c)).isFalse();
    assertThatThrownBy(() -> ground.dial(c)).hasMessageContaining("refused");
  }

  // ---- the admin API

  private static String admin(int port) {
    return "admin: 'http://127.0.0.1:" + port + "'";
  }

  private URI card(Naru naru) {
    return AdminCard.read(naru.ground.state).orElseThrow().api();
  }

  private String ask(int port) throws IOException {
    try (Socket socket = ground.dial(port)) {
      String request = "GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), US_ASCII);
    }
  }

  /** The command line finds it again by its card. */
  @Test
  void theAdminApiMoves() throws Exception {
    write(admin(a));
    Naru naru = ground.start();
    assertThat(ask(a)).startsWith("HTTP/1.1 ");
    assertThat(card(naru)).hasPort(a);
    write(admin(b));
    assertThat(reload(naru)).isEqualTo(new Outcome.Applied(2));
    assertThat(ask(b)).startsWith("HTTP/1.1 ");
    assertThatThrownBy(() -> ground.dial(a)).hasMessageContaining("refused");
    assertThat(card(naru)).hasPort(b);
    assertThat(naru.listening()).containsExactly("admin http://127.0.0.1:" + b);
    write(dns(a));
    reload(naru);
    assertThatThrownBy(() -> ground.dial(b)).hasMessageContaining("refused");
    assertThat(AdminCard.read(naru.ground.state)).isEmpty();
    write(admin(b));
    reload(naru);
    assertThat(ask(b)).startsWith("HTTP/1.1 ");
    assertThat(card(naru)).hasPort(b);
    naru.close();
    ground.forget();
    assertThat(AdminCard.read(naru.ground.state)).as("at the end").isEmpty();
  }

  @Test
  void anAdminPortThatIsTakenChangesNothing() throws Exception {
    write(admin(a));
    Naru naru = ground.start();
    try (ServerSocket other = new ServerSocket(b, 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
      write(admin(b));
      assertThat(reload(naru)).isInstanceOf(Outcome.Refused.class);
    }
    assertThat(ask(a)).startsWith("HTTP/1.1 ");
    assertThat(card(naru)).hasPort(a);
  }

  /** A failure with a code and an exit status, not a bug. */
  @Test
  void atTheStartATakenPortIsAFailure() throws Exception {
    for (String listen : List.of(admin(b), dns(b), "gateway: 'http://127.0.0.1:" + b + "'")) {
      try (ServerSocket other = new ServerSocket(b, 1, InetAddress.getLoopbackAddress())) {
        assertThat(other.isBound()).isTrue();
        write(listen);
        assertThatThrownBy(ground::start)
            .as(listen)
            .isInstanceOfSatisfying(
                FailureException.class,
                e -> assertThat(e.failure().detail()).contains("127.0.0.1:" + b, "taken"));
      }
    }
  }
}
