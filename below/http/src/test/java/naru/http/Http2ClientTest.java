package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import naru.trace.Entry;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.SpanRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests to servers that speak HTTP/2 as they should. */
final class Http2ClientTest {
  private static final String GET = "GET /p HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String GET_CLOSE = "GET /p HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  private InetSocketAddress origin(Stop stop) {
    return site.listen(Party.ORIGIN, HttpLimits.DEFAULT, stop);
  }

  @Test
  void carriesThereAndBackOnOneConnection() throws Exception {
    InetSocketAddress back =
        origin(
            x ->
                x.answer(
                    x.response(200),
                    ByteBufUtil.writeAscii(
                        x.alloc(), x.request().authority() + x.request().path())));
    InetSocketAddress front = site.listen(Trying.of(Http2Backend.peer(back)));
    for (int i = 0; i < 5; i++) {
      assertThat(Site.ask(front, GET_CLOSE)).endsWith("\r\n\r\nx/p");
    }
    assertThat(site.metrics.text())
        .contains(
            "naru_upstream_dials_total 1\n",
            "naru_upstream_reuses_total 4\n",
            "naru_upstream_http2 1\n");
    assertThat(site.spans.stream().filter(s -> s.at() == Party.GATEWAY))
        .flatExtracting(SpanRecord::entries)
        .filteredOn(e -> e.to() == Party.ORIGIN)
        .extracting(Entry::event)
        .filteredOn(HttpEvent.Request.class::isInstance)
        .extracting(e -> ((HttpEvent.Request) e).stream())
        .containsExactly(1, 3, 5, 7, 9);
  }

  private void answerHeld(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      Exchange x = site.held();
      x.loop().execute(() -> x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), "done")));
    }
  }

  @Test
  void manyRequestsAtOnceShareAConnection() throws Exception {
    InetSocketAddress front = site.listen(Trying.of(Http2Backend.peer(origin(site.held::add))));
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Socket client = Site.connect(front);
      clients.add(client);
      Site.write(client, GET);
    }
    answerHeld(50);
    for (Socket client : clients) {
      assertThat(Site.readUntil(client, "done")).startsWith("HTTP/1.1 200");
      client.close();
    }
    assertThat(site.metrics.text()).contains("naru_upstream_dials_total 1\n");
  }

  /** Requests that wait for what is being dialed did not find all connections in use. */
  @Test
  void whoWaitsForTheFirstConnectionIsNotToldThatAllAreInUse() throws Exception {
    CountDownLatch speak = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Backend.Script slow =
        socket -> {
          speak.await();
          Site.write(socket, "\0\0\0\4\0\0\0\0\0"); // SETTINGS
          end.await();
        };
    try (Backend backend = Backend.playing(slow)) {
      InetSocketAddress front = site.listen(Trying.of(Http2Backend.peer(backend.address())));
      try (Socket first = Site.connect(front);
          Socket second = Site.connect(front)) {
        Site.write(first, GET);
        Site.write(second, GET);
        site.untilMetric("naru_upstream_waiting 1");
        speak.countDown();
        site.untilMetric("naru_upstream_waiting 0");
        end.countDown();
        assertThat(Site.readUntil(first, "}")).startsWith("HTTP/1.1 502 ");
        assertThat(Site.readUntil(second, "}")).startsWith("HTTP/1.1 502 ");
      }
      site.sweptTwice();
      assertThat(site.spans)
          .flatExtracting(SpanRecord::entries)
          .extracting(Site::name)
          .contains("Reused")
          .doesNotContain("Waited");
    }
  }

  /** As many connections as it takes, and then requests wait for a stream. */
  @Test
  void whoFindsNoRoomWaitsForIt() throws Exception {
    InetSocketAddress front =
        site.listen(Trying.of(Http2Backend.peer(origin(site.held::add), 2, 2)));
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Socket client = Site.connect(front);
      clients.add(client);
      Site.write(client, GET);
    }
    site.untilMetric("naru_upstream_waiting 1");
    answerHeld(5);
    for (Socket client : clients) {
      assertThat(Site.readUntil(client, "done")).startsWith("HTTP/1.1 200");
      client.close();
    }
    assertThat(site.metrics.text())
        .contains("naru_upstream_dials_total 2\n", "naru_upstream_waiting 0\n");
  }

  /** 16 MiB each way: what does not fit the windows waits in the client and in the server. */
  @Test
  void bigBodiesStreamBothWaysWithBackpressure() throws Exception {
    InetSocketAddress back = origin(EchoAsItComes.STOP);
    InetSocketAddress front = site.listen(Trying.of(Http2Backend.peer(back)));
    int total = 16 << 20;
    try (Socket socket = Site.connect(front)) {
      CompletableFuture<Integer> got =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  Site.readUntil(socket, "\r\n\r\n");
                  return socket.getInputStream().readNBytes(total).length;
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      Site.write(socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + total + "\r\n\r\n");
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < total >> 16; i++) {
        out.write(new byte[1 << 16]);
      }
      assertThat(got.get(20, TimeUnit.SECONDS)).isEqualTo(total);
    }
  }

  /** Who waits while a connection is made, and finds no room on it, gets a further one. */
  @Test
  void asManyConnectionsAsThoseWhoWaitNeed() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(6);
    Backend.Script late =
        s -> {
          waiting.await();
          Http2Backend.speaking((socket, id) -> asked.countDown()).play(s);
        };
    try (Backend backend = Backend.playing(late)) {
      InetSocketAddress front =
          site.listen(Trying.of(Http2Backend.peer(backend.address(), 1024, 2)));
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Socket client = Site.connect(front);
        clients.add(client);
        Site.write(client, GET);
      }
      site.untilMetric("naru_upstream_waiting 5");
      waiting.countDown();
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(site.metrics.text()).contains("naru_upstream_dials_total 3\n");
      for (Socket client : clients) {
        client.close();
      }
    }
  }
}
