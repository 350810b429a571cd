package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.Stand;
import naru.trace.Event;
import naru.trace.HttpEvent;
import naru.trace.TcpEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client of TLS whose records go bad after the handshake, as by a broken machine between. */
final class BadRecordStoryTest {
  /** Who sent it has no key: application data, RFC 8446 section 5.2. */
  private static final byte[] BAD = new byte[5 + 32];

  static {
    BAD[0] = 23;
    BAD[1] = 3;
    BAD[2] = 3;
    BAD[4] = 32;
  }

  /** No deadline passes meanwhile. */
  private static final String PATIENT =
      Configs.WHOLE.replace("head: 300ms, handshake: 1s", "head: 20s, handshake: 20s");

  @TempDir private Path state;
  private TestOrigin one;
  private TestOrigin two;
  private Stand stand;

  @BeforeEach
  void start() throws IOException {
    one = TestOrigin.open();
    two = TestOrigin.open();
    stand = Stand.open(state, PATIENT, Map.of("one", one.port(), "two", two.port()));
  }

  @AfterEach
  void stop() throws IOException {
    stand.close();
    one.close();
    two.close();
  }

  /**
   * In a head, in a body, and between two requests: it is no reset, and no bad request either. The
   * client is told by an alert and, as clients do, closes then.
   *
   * @param reason of the request's failure; none if there was no request
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1;Host: shop | client.closed",
        "POST / HTTP/1.1;Host: shop.naru.test;Content-Length: 9;;four | client.closed",
        "GET / HTTP/1.1;Host: shop.naru.test;; |"
      })
  void isToldAsABrokenConnection(String sent, @Nullable String reason) throws Exception {
    try (Socket below = Wire.connect(stand.port("secure-gateway"));
        Socket tls =
            Trust.in(stand.root())
                .getSocketFactory()
                .createSocket(below, "shop.naru.test", below.getPort(), false)) {
      tls.getOutputStream().write(sent.replace(";", "\r\n").getBytes(StandardCharsets.US_ASCII));
      if (reason == null) {
        assertThat(tls.getInputStream().readNBytes(12)).asString().startsWith("HTTP/1.1 200");
        Until.so("the answer is over", () -> !told(HttpEvent.Finished.class).isEmpty());
      }
      below.getOutputStream().write(BAD);
      assertThat(below.getInputStream().read()).as("an alert, encrypted").isEqualTo(23);
    }
    Until.so("it is traced", () -> !told(TcpEvent.Closed.class).isEmpty());
    assertThat(told(TcpEvent.Closed.class))
        .containsExactly(new TcpEvent.Closed(TcpEvent.How.BROKEN));
    assertThat(told(HttpEvent.Failed.class))
        .extracting(f -> f.failure().code().reason())
        .containsExactlyElementsOf(Optional.ofNullable(reason).stream().toList());
    assertThat(stand.metrics().text())
        .contains("naru_http_connections 0\n", "naru_http_malformed_total 0\n");
  }

  private <E extends Event> List<E> told(Class<E> kind) {
    return stand.traces().newest(10).stream().flatMap(t -> Told.events(t, kind).stream()).toList();
  }
}
