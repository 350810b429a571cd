package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import naru.app.Stand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections with TLS to servers outlive a reload that does not change how they are reached. */
final class ReloadConnectionsStoryTest {
  private static final int CLIENTS = 6;
  private static final int RELOADS = 5;
  private static final int REQUESTS_BETWEEN = 200;
  private static final String CONFIG =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: http://127.0.0.1:{gateway} }
      gateway:
        upstreams:
          shop:
            targets: 127.0.0.1:{one}
            http: auto
            tls: { name: shop.naru.test, trust: "{state}/anchors.pem" }
        routes:
          - { name: shop, to: shop }
      """;
  private static final String OTHER = "    - { name: r%d, match: { path: /%d }, to: shop }\n";

  @TempDir private Path state;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger asked = new AtomicInteger();

  /** The anchor is the CA of this Naru, which is there only after it has begun. */
  private Stand begin(int port) throws Exception {
    String before = CONFIG.replace("{state}/anchors.pem", "naru");
    Stand stand = Stand.open(state, before, Map.of("one", port));
    Files.copy(stand.root(), anchors());
    stand.rewrite(CONFIG);
    assertThat(stand.reload()).isTrue();
    return stand;
  }

  private Path anchors() {
    return state.resolve("anchors.pem");
  }

  @Test
  void fiveReloadsUnderLoadDialNobody() throws Exception {
    int port = Stand.freePort();
    try (Stand stand = begin(port);
        SecureOrigin origin = SecureOrigin.open(port, stand.credential("shop.naru.test"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(requests(stand.port("gateway"))));
      }
      for (int i = 0; i < RELOADS; i++) {
        int then = asked.get() + REQUESTS_BETWEEN;
        Until.so("requests go on", () -> asked.get() >= then);
        stand.rewrite(CONFIG + OTHER.formatted(i, i));
        assertThat(stand.reload()).isTrue();
      }
      int then = asked.get() + REQUESTS_BETWEEN;
      Until.so("requests go on", () -> asked.get() >= then);
      over.set(true);
      for (Future<Integer> client : clients) {
        assertThat(client.get()).isPositive();
      }
      // One request at a time from each: no more connections than clients are ever of use.
      assertThat(origin.handshakes()).isPositive().isLessThanOrEqualTo(CLIENTS);
    }
  }

  private Callable<Integer> requests(int port) {
    return () -> {
      int mine = 0;
      try (Socket socket = Wire.connect(port)) {
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (; !over.get(); mine++) {
          assertThat(SteadyClients.ask(socket, in, "GET", "/", "x")).isEmpty();
          asked.incrementAndGet();
        }
      }
      return mine;
    };
  }

  /** The name of the file is the same, what it holds is not: other anchors, other connections. */
  @Test
  void whatAFileHoldsCounts() throws Exception {
    int port = Stand.freePort();
    try (Stand stand = begin(port);
        SecureOrigin origin = SecureOrigin.open(port, stand.credential("shop.naru.test"));
        Socket socket = Wire.connect(stand.port("gateway"))) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      assertThat(SteadyClients.ask(socket, in, "GET", "/", "x")).isEmpty();
      Files.writeString(anchors(), Files.readString(anchors()) + "\n");
      assertThat(stand.reload()).isTrue();
      assertThat(SteadyClients.ask(socket, in, "GET", "/", "x")).isEmpty();
      assertThat(origin.handshakes()).isEqualTo(1);
      Files.writeString(
          anchors(),
          Files.readString(anchors()) + pem(stand.credential("shop.naru.test").chain().getFirst()));
      assertThat(stand.reload()).isTrue();
      assertThat(SteadyClients.ask(socket, in, "GET", "/", "x")).isEmpty();
      assertThat(origin.handshakes()).isEqualTo(2);
    }
  }

  private static String pem(X509Certificate certificate) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }
}
