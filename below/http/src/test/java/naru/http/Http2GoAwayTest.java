package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import naru.http.h2.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 9113 sections 6.8 and 8.7: what a GOAWAY leaves out is asked of another connection. */
final class Http2GoAwayTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab";

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  /** Also on a new connection, of which nobody has had a response yet. */
  @Test
  void aNewConnectionThatLeavesBeforeItsFirstResponseLosesNothing() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    Backend.Script leaving =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          int kept = wire.asked();
          first.countDown();
          wire.asked();
          wire.goAway(kept, ErrorCode.NO_ERROR, "");
          wire.answer(kept, "late").listen();
        };
    Backend.Script good =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          wire.answer(wire.asked(), "good").listen();
        };
    try (Backend backend = Backend.playing(leaving, good)) {
      InetSocketAddress front = site.listen(Trying.of(Http2Backend.peer(backend.address())));
      try (Socket one = Site.connect(front);
          Socket two = Site.connect(front)) {
        Site.write(one, GET);
        assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
        Site.write(two, POST);
        assertThat(Site.readUntil(two, "good")).startsWith("HTTP/1.1 200 ");
        assertThat(Site.readUntil(one, "late")).startsWith("HTTP/1.1 200 ");
      }
    }
    assertThat(site.metrics.text()).contains("naru_upstream_replays_total 1\n");
  }
}
