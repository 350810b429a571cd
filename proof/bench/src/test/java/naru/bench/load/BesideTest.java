package naru.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BesideTest {
  @Test
  void holdsConnectionsThatHaveAskedUntilItIsClosed() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      List<Socket> accepted = new ArrayList<>();
      Thread answers = Thread.startVirtualThread(() -> answer(server, accepted, 3));
      Load load = new Wrk("http://127.0.0.1/", 1, Optional.empty(), true);
      Load.Company company = new Beside(server.getLocalPort(), "1k", 3, load).company();
      answers.join();
      assertThat(accepted).hasSize(3);
      company.close();
      for (Socket socket : accepted) {
        assertThat(ends(socket)).isTrue();
      }
    }
  }

  private static void answer(ServerSocket server, List<Socket> accepted, int count) {
    try {
      for (int i = 0; i < count; i++) {
        Socket socket = server.accept();
        accepted.add(socket);
        byte[] request = new byte[64];
        assertThat(
                new String(
                    request,
                    0,
                    socket.getInputStream().read(request),
                    java.nio.charset.StandardCharsets.US_ASCII))
            .startsWith("GET /1k HTTP/1.1\r\n");
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 204 No Content\r\n\r\n"
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      }
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean ends(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.io.IOException reset) {
      return true;
    }
  }
}
