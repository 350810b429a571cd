package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import naru.trace.Party;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ends, retries and deadlines on the way to a server. */
final class RelayLifecycleTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String GET_CLOSE = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static final long IDLE = Peer.Limits.DEFAULT.idleNanos();

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  private void pass(long nanos) {
    site.clock.forward(nanos * 2, TimeUnit.NANOSECONDS);
  }

  @Test
  void rfc8297EarlyHintsGoOutAtOnce() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (Backend backend =
            Backend.playing(
                s -> {
                  Site.readUntil(s, "\r\n\r\n");
                  Site.write(s, "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
                  seen.await();
                  Site.write(s, OK);
                });
        Socket client = Site.connect(site.listen(Trying.of(backend.peer())))) {
      Site.write(client, GET);
      assertThat(Site.readUntil(client, "\r\n\r\n"))
          .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
      seen.countDown();
      assertThat(Site.readUntil(client, "ok")).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsA504() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (Backend backend =
            Backend.playing(
                s -> {
                  Site.readUntil(s, "\r\n\r\n");
                  asked.countDown();
                  Site.readAll(s);
                });
        Socket client = Site.connect(site.listen(Trying.of(backend.peer())))) {
      Site.write(client, GET_CLOSE);
      asked.await();
      pass(Peer.Limits.DEFAULT.firstByteNanos());
      assertThat(Site.readAll(client)).startsWith("HTTP/1.1 504 ").contains("N1604");
    }
  }

  /** The idle time of a kept connection has nothing to do with the request that uses it again. */
  @Test
  void anUploadOnAKeptConnectionMayTakeItsTime() throws Exception {
    HttpLimits anyPace = HttpLimits.DEFAULT.withPace(new HttpLimits.Pace(0, 0, 1));
    try (Backend backend =
            Backend.playing(
                s -> {
                  Site.readUntil(s, "\r\n\r\n");
                  Site.write(s, OK);
                  Site.readUntil(s, "bb");
                  Site.write(s, OK);
                });
        Socket client =
            Site.connect(site.listen(Party.GATEWAY, anyPace, Trying.of(backend.peer())))) {
      Site.write(client, GET);
      Site.readUntil(client, "ok");
      site.untilMetric("naru_upstream_idle 1");
      site.clock.forward(IDLE * 2 / 3, TimeUnit.NANOSECONDS);
      Site.write(client, "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\naa");
      site.untilMetric("naru_upstream_reuses_total 1");
      site.until(new Ticks(site, 3));
      site.clock.forward(IDLE * 2 / 3, TimeUnit.NANOSECONDS);
      site.until(new Ticks(site, 3));
      Site.write(client, "bb");
      assertThat(Site.readUntil(client, "ok")).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void aServerThatTakesNothingOfABodyIsA504() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    HttpLimits d = HttpLimits.DEFAULT;
    try (Backend backend = Backend.playing(s -> over.await());
        Socket client = Site.connect(site.listen(Party.GATEWAY, d, Trying.of(backend.peer())))) {
      Thread.ofVirtual().start(() -> upload(client, 64 << 20));
      site.untilMetric("naru_upstream_dials_total 1");
      Channel channel = site.channels.take();
      site.until(() -> !channel.config().isAutoRead());
      site.until(new Ticks(site, 3));
      pass(Peer.Limits.DEFAULT.bodyIdleNanos());
      assertThat(Site.readUntil(client, "}")).startsWith("HTTP/1.1 504 ").contains("N1606");
      over.countDown();
    }
  }

  private static void upload(Socket client, int bytes) {
    try {
      Site.write(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + bytes + "\r\n\r\n");
      byte[] block = new byte[1 << 16];
      for (int i = 0; i < bytes / block.length; i++) {
        client.getOutputStream().write(block);
      }
    } catch (java.io.IOException refused) {
      // it was answered before
    }
  }

  // ---- bodies

  @Test
  void whatCameBeforeTheServerClosedIsPassedOnToASlowClient() throws Exception {
    int bytes = 24 << 20;
    for (String head :
        new String[] {
          "HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n"
        }) {
      try (Backend backend =
              Backend.playing(
                  s -> {
                    Site.readUntil(s, "\r\n\r\n");
                    Site.write(s, head);
                    s.getOutputStream().write(new byte[bytes]);
                  });
          Socket client = Site.connect(site.listen(Trying.of(backend.peer())))) {
        Site.write(client, "GET / HTTP/1.0\r\n\r\n");
        Site.readUntil(client, "\r\n\r\n");
        Channel channel = site.channels.take();
        site.until(() -> !channel.isWritable());
        InputStream in = client.getInputStream();
        assertThat(in.transferTo(java.io.OutputStream.nullOutputStream()))
            .as(head)
            .isEqualTo(bytes);
      }
    }
  }

  @Test
  void bodyBytesThatComeBetweenTwoTriesAreNotLost() throws Exception {
    Peer full = Trying.limited(site.listen(Party.ORIGIN, HttpLimits.DEFAULT, site.held::add), 1, 1);
    CountDownLatch got = new CountDownLatch(1);
    CountDownLatch close = new CountDownLatch(1);
    try (Backend dying =
            Backend.playing(
                s -> {
                  Site.readUntil(s, "\r\n\r\n");
                  s.getInputStream().readNBytes(40_000);
                  got.countDown();
                  close.await();
                });
        Socket other = Site.connect(site.listen(Trying.of(full)));
        Socket client = Site.connect(site.listen(Trying.of(dying.peer(), full)))) {
      Site.write(other, GET);
      Exchange first = site.held();
      Site.write(client, "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1040000\r\n\r\n");
      Site.write(client, "a".repeat(40_000));
      got.await();
      close.countDown();
      site.untilMetric("naru_upstream_waiting 1");
      Thread.ofVirtual().start(() -> send(client, "b".repeat(1_000_000)));
      site.until(() -> site.channels.stream().anyMatch(c -> !c.config().isAutoRead()));
      first
          .loop()
          .execute(
              () ->
                  first.answer(
                      first.response(200), ByteBufUtil.writeAscii(first.alloc(), "first")));
      Site.readUntil(other, "first");
      Exchange put = site.held();
      Count count = new Count(put);
      put.loop().execute(() -> put.readBody(count));
      assertThat(Site.readUntil(client, "1040000")).startsWith("HTTP/1.1 200");
    }
  }

  private static void send(Socket client, String text) {
    try {
      Site.write(client, text);
    } catch (java.io.IOException closed) {
      throw new java.io.UncheckedIOException(closed);
    }
  }

  /** Answers with the body's length. */
  private static final class Count extends Swallowing {
    private final Exchange x;

    Count(Exchange x) {
      this.x = x;
    }

    @Override
    public void end() {
      x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), "got=" + bytes));
    }
  }

  @Test
  void section79AnEarlyAnswerWinsOverABrokenUpload() throws Exception {
    try (Backend backend =
        Backend.playing(
            s -> {
              Site.readUntil(s, "\r\n\r\n");
              Site.write(s, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
              s.shutdownOutput();
            })) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      for (int i = 0; i < 20; i++) {
        try (Socket client = Site.connect(front)) {
          Thread.ofVirtual().start(() -> upload(client, 8 << 20));
          assertThat(Site.readUntil(client, "big")).startsWith("HTTP/1.1 413 ");
        }
      }
    }
  }

  @Test
  void section931AKeptConnectionThatClosesIsReplacedForGetAndNotForPost() throws Exception {
    Backend.Script once =
        s -> {
          Site.readUntil(s, "\r\n\r\n");
          Site.write(s, OK);
          // The next request is read and then left without an answer: the race as a server sees it.
          Site.readUntil(s, "\r\n\r\n");
        };
    try (Backend backend = Backend.playing(once);
        Socket client = Site.connect(site.listen(Trying.of(backend.peer(), backend.peer())))) {
      Site.write(client, GET);
      Site.readUntil(client, "ok");
      Site.write(client, GET);
      assertThat(Site.readUntil(client, "ok")).startsWith("HTTP/1.1 200");
      Site.write(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab");
      assertThat(Site.readUntil(client, "}")).startsWith("HTTP/1.1 502 ").contains("N160");
    }
  }
}
