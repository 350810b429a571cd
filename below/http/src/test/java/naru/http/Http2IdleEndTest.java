package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.http.h2.ErrorCode;
import naru.trace.Entry;
import naru.trace.HttpEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * RFC 9113 sections 6.8 and 8.7: a server may end an idle connection of HTTP/2 at any time, and a
 * request that is sent just then must not be lost, a POST neither.
 */
final class Http2IdleEndTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab";

  private final Site site = new Site();
  private final BlockingQueue<Boolean> closed = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    site.close();
  }

  /** Answers all it is asked. */
  private static void serve(Socket socket) throws Exception {
    Http2Wire wire = Http2Wire.accept(socket);
    while (true) {
      wire.answer(wire.asked(), "good");
    }
  }

  private static void ask(Socket client, String request) throws Exception {
    Site.write(client, request);
    assertThat(Site.readUntil(client, "\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("\r\ngood\r\n");
  }

  private Socket connect(Peer peer) throws Exception {
    return Site.connect(site.listen(Trying.of(peer)));
  }

  // ---- a request that must not be lost

  /** All streams above the one that a GOAWAY names were not processed. */
  @Test
  void aPostThatCrossesAGoAwayGoesElsewhere() throws Exception {
    Backend.Script leaving =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          wire.answer(wire.asked(), "good");
          wire.asked();
          wire.goAway(1, ErrorCode.NO_ERROR, "");
        };
    try (Backend backend = Backend.playing(leaving, Http2IdleEndTest::serve);
        Socket client = connect(Http2Backend.peer(backend.address()))) {
      ask(client, GET);
      site.clock.forward(20, TimeUnit.SECONDS); // how old it is does not matter
      ask(client, POST);
    }
    assertThat(site.metrics.text())
        .contains("naru_upstream_reuses_total 1\n", "naru_upstream_replays_total 1\n");
  }

  /** A FIN that is here already is seen before a POST is sent, although nobody has heard of it. */
  @Test
  void aPostIsNotSentOnAConnectionThatHasEnded() throws Exception {
    BlockingQueue<CountDownLatch> ends = new LinkedBlockingQueue<>();
    Backend.Script told =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          CountDownLatch end = new CountDownLatch(1);
          wire.answer(wire.asked(), "good");
          ends.add(end);
          end.await();
          socket.close();
          closed.add(true);
        };
    try (Backend backend = Backend.playing(told);
        Socket client = connect(Http2Backend.peer(backend.address()))) {
      for (int i = 0; i < 20; i++) {
        ask(client, POST);
        CountDownLatch go = site.holdLoop();
        Site.write(client, POST);
        Site.taken(ends).countDown();
        Site.taken(closed);
        go.countDown();
        assertThat(Site.readUntil(client, "\r\n0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        Site.taken(ends).countDown();
        Site.taken(closed);
      }
    }
    assertThat(site.metrics.text()).contains("naru_upstream_replays_total 0\n");
  }

  /** So it is for one that waited for room, and would get the stream of the request before it. */
  @Test
  void aPostThatWaitedIsNotSentOnAConnectionThatHasEnded() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    Backend.Script told =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          int stream = wire.asked();
          asked.countDown();
          end.await();
          wire.answer(stream, "good");
          socket.close();
          closed.add(true);
        };
    try (Backend backend = Backend.playing(told, Http2IdleEndTest::serve)) {
      InetSocketAddress front = site.listen(Trying.of(Http2Backend.peer(backend.address(), 1, 1)));
      try (Socket first = Site.connect(front);
          Socket second = Site.connect(front)) {
        Site.write(first, GET);
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        Site.write(second, POST);
        site.untilMetric("naru_upstream_waiting 1");
        CountDownLatch go = site.holdLoop();
        end.countDown();
        Site.taken(closed);
        go.countDown();
        assertThat(Site.readUntil(first, "good")).startsWith("HTTP/1.1 200 ");
        assertThat(Site.readUntil(second, "good")).startsWith("HTTP/1.1 200 ");
      }
    }
    assertThat(site.metrics.text()).contains("naru_upstream_replays_total 0\n");
  }

  /** RFC 9293 section 3.4: a FIN without GOAWAY says up to which byte the server had heard us. */
  @ParameterizedTest
  @CsvSource({"false, true", "true, false"})
  void aPostThatCrossesTheFinWasNotHeard(boolean taken, boolean again) throws Exception {
    CountDownLatch chosen = new CountDownLatch(1);
    BlockingQueue<Failure> failures = new LinkedBlockingQueue<>();
    Backend.Script server =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          wire.answer(wire.asked(), "good");
          if (taken) {
            wire.asked();
          } else {
            chosen.await();
          }
          socket.close();
          closed.add(true);
        };
    try (Backend backend = Backend.playing(server)) {
      Peer peer = Http2Backend.peer(backend.address());
      Stop relay = Trying.of(peer);
      Sole sole =
          new Sole(
              stream -> {
                chosen.countDown();
                if (!taken) {
                  Site.taken(closed);
                }
              },
              failures);
      Stop either =
          x -> {
            if (x.request().method().isIdempotent()) {
              relay.enter(x);
            } else {
              sole.ask(x, peer);
            }
          };
      try (Socket client = Site.connect(site.listen(either))) {
        ask(client, GET);
        Site.write(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        assertThat(failures.poll(10, TimeUnit.SECONDS))
            .matches(f -> f.retry() == again)
            .extracting(Failure::code)
            .isEqualTo(Code.UPSTREAM_REUSED_IDLE);
      }
    }
  }

  // ---- a request that was lost to a kept connection

  /** Two connections that carry one request at a time, and end as the next one comes. */
  private final CountDownLatch both = new CountDownLatch(2);

  private final Backend.Script once =
      socket -> {
        Http2Wire wire = Http2Wire.accept(socket);
        int first = wire.asked();
        both.countDown();
        both.await();
        wire.answer(first, "good");
        wire.asked();
      };

  /** The other connections to a server that ends one may be ending too. */
  @ParameterizedTest
  @CsvSource({"1024", "2"})
  void isRepeatedOnAFreshConnection(int connections) throws Exception {
    try (Backend backend = Backend.playing(once, once, Http2IdleEndTest::serve)) {
      InetSocketAddress front =
          site.listen(Trying.of(Http2Backend.peer(backend.address(), connections, 1)));
      try (Socket first = Site.connect(front);
          Socket second = Site.connect(front)) {
        Site.write(first, GET);
        Site.write(second, GET);
        assertThat(Site.readUntil(first, "good")).startsWith("HTTP/1.1 200 ");
        assertThat(Site.readUntil(second, "good")).startsWith("HTTP/1.1 200 ");
      }
      try (Socket third = Site.connect(front)) {
        ask(third, GET);
      }
    }
    assertThat(site.metrics.text())
        .contains("naru_upstream_dials_total 3\n", "naru_upstream_replays_total 1\n");
  }

  /** Nor does it go on a kept one that carries another just now, unless that was heard since. */
  @ParameterizedTest
  @CsvSource({"false, 3", "true, 2"})
  void isNotRepeatedOnAConnectionThatIsSilentSinceItWasKept(boolean heard, int dials)
      throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    Backend.Script ends =
        socket -> {
          Http2Wire wire = Http2Wire.hear(socket).setting(3, 1); // one stream at a time
          int one = wire.asked();
          both.countDown();
          both.await();
          wire.answer(one, "good");
          wire.asked();
          end.await();
        };
    Backend.Script other =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          int one = wire.asked();
          both.countDown();
          both.await();
          wire.answer(one, "good");
          int two = wire.asked();
          if (heard) {
            wire.head(two, false, ":status: 103", "link: </a>");
            wire.answer(wire.asked(), "good");
          }
          answer.await();
          wire.answer(two, "good").listen();
        };
    try (Backend backend = Backend.playing(ends, other, Http2IdleEndTest::serve)) {
      InetSocketAddress front = site.listen(Trying.of(Http2Backend.peer(backend.address())));
      try (Socket x = Site.connect(front);
          Socket y = Site.connect(front)) {
        Site.write(x, GET);
        site.untilMetric("naru_upstream_http2 1");
        Site.write(y, GET);
        assertThat(Site.readUntil(x, "\r\n0\r\n\r\n")).contains("good");
        assertThat(Site.readUntil(y, "\r\n0\r\n\r\n")).contains("good");
        Site.write(x, GET);
        site.untilMetric("naru_upstream_reuses_total 1");
        Site.write(y, GET);
        site.untilMetric("naru_upstream_reuses_total 2");
        if (heard) {
          Site.readUntil(y, "103 Early Hints");
        }
        end.countDown();
        assertThat(Site.readUntil(x, "\r\n0\r\n\r\n")).contains("good");
        answer.countDown();
        assertThat(Site.readUntil(y, "\r\n0\r\n\r\n")).contains("good");
      }
    }
    assertThat(site.metrics.text())
        .contains("naru_upstream_replays_total 1\n", "naru_upstream_dials_total " + dials + "\n");
  }

  /** All places are taken, one of them by a connection that carries nothing: it makes room. */
  @Test
  void anIdleConnectionMakesRoomForAFreshOne() throws Exception {
    CountDownLatch three = new CountDownLatch(3);
    Backend.Script leaving =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          wire.asked();
          three.countDown();
          int second = wire.asked();
          three.countDown();
          three.await();
          wire.answer(second, "good");
          wire.asked();
          wire.goAway(second, ErrorCode.NO_ERROR, "");
          wire.listen();
        };
    Backend.Script idle =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          int only = wire.asked();
          three.countDown();
          three.await();
          wire.answer(only, "good");
          wire.listen();
        };
    try (Backend backend = Backend.playing(leaving, idle, Http2IdleEndTest::serve)) {
      InetSocketAddress front = site.listen(Trying.of(Http2Backend.peer(backend.address(), 2, 2)));
      try (Socket stays = Site.connect(front);
          Socket first = Site.connect(front);
          Socket second = Site.connect(front)) {
        Site.write(stays, GET);
        site.untilMetric("naru_upstream_http2 1");
        Site.write(first, GET);
        site.untilMetric("naru_upstream_reuses_total 1");
        ask(second, GET);
        assertThat(Site.readUntil(first, "\r\n0\r\n\r\n")).contains("good");
        ask(first, POST);
      }
    }
    assertThat(site.metrics.text()).contains("naru_upstream_replays_total 1\n");
  }

  /** So does one that is idle only later, as the request that must not be lost again waits. */
  @Test
  void aConnectionThatBecomesIdleMakesRoomForAFreshOne() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch shared = new CountDownLatch(1);
    Backend.Script leaving =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          wire.asked();
          wire.answer(wire.asked(), "good");
          shared.await();
          wire.asked();
          wire.goAway(3, ErrorCode.NO_ERROR, "");
          wire.listen();
        };
    Backend.Script later =
        socket -> {
          Http2Wire wire = Http2Wire.hear(socket).setting(3, 1); // one stream at a time
          int only = wire.asked();
          waits.await();
          wire.answer(only, "good");
          wire.answer(wire.asked(), "good");
        };
    try (Backend backend = Backend.playing(leaving, later, Http2IdleEndTest::serve)) {
      InetSocketAddress front = site.listen(Trying.of(Http2Backend.peer(backend.address(), 2, 2)));
      try (Socket stays = Site.connect(front);
          Socket first = Site.connect(front);
          Socket filler = Site.connect(front);
          Socket second = Site.connect(front)) {
        Site.write(stays, GET);
        site.untilMetric("naru_upstream_http2 1");
        ask(first, GET);
        Site.write(filler, GET);
        site.untilMetric("naru_upstream_reuses_total 2");
        Site.write(second, GET);
        site.untilMetric("naru_upstream_http2 2");
        shared.countDown();
        site.untilMetric("naru_upstream_waiting 1");
        waits.countDown();
        assertThat(Site.readUntil(second, "\r\n0\r\n\r\n")).contains("good");
        assertThat(Site.readUntil(filler, "\r\n0\r\n\r\n")).contains("good");
      }
    }
    assertThat(site.metrics.text())
        .contains("naru_upstream_replays_total 1\n", "naru_upstream_dials_total 3\n");
  }

  /** There is room for one more, which is being dialed: nobody has to make room for it. */
  @Test
  void anIdleConnectionStaysWhereAFreshOneIsOnItsWay() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch begin = new CountDownLatch(1);
    Backend.Script ends =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          int one = wire.asked();
          both.countDown();
          both.await();
          wire.answer(one, "good");
          wire.asked();
          end.await();
        };
    Backend.Script idle =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          int one = wire.asked();
          both.countDown();
          both.await();
          wire.answer(one, "good");
          int two = wire.asked();
          answer.await();
          wire.answer(two, "good");
          wire.listen();
        };
    Backend.Script late =
        socket -> {
          begin.await();
          serve(socket);
        };
    try (Backend backend = Backend.playing(ends, idle, late, Http2IdleEndTest::serve)) {
      InetSocketAddress front =
          site.listen(Trying.of(Http2Backend.peer(backend.address(), 1024, 1)));
      try (Socket x = Site.connect(front);
          Socket y = Site.connect(front);
          Socket z = Site.connect(front)) {
        Site.write(x, GET);
        site.untilMetric("naru_upstream_http2 1");
        Site.write(y, GET);
        assertThat(Site.readUntil(x, "\r\n0\r\n\r\n")).contains("good");
        assertThat(Site.readUntil(y, "\r\n0\r\n\r\n")).contains("good");
        Site.write(x, GET);
        site.untilMetric("naru_upstream_reuses_total 1");
        Site.write(y, GET);
        site.untilMetric("naru_upstream_reuses_total 2");
        Site.write(z, GET);
        site.untilMetric("naru_upstream_dials_total 3");
        answer.countDown();
        assertThat(Site.readUntil(y, "\r\n0\r\n\r\n")).contains("good");
        end.countDown();
        site.untilMetric("naru_upstream_replays_total 1");
        begin.countDown();
        assertThat(Site.readUntil(z, "\r\n0\r\n\r\n")).contains("good");
        assertThat(Site.readUntil(x, "\r\n0\r\n\r\n")).contains("good");
      }
      assertThat(site.metrics.text())
          .contains("naru_upstream_replays_total 1\n", "naru_upstream_http2 3\n");
    }
  }

  /** Who waits behind one that wants a fresh connection gets the idle one that it leaves. */
  @Test
  void whoWantsAFreshConnectionHoldsUpNobodyBehind() throws Exception {
    CountDownLatch leave = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch begin = new CountDownLatch(1);
    Backend.Script leaving =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          wire.asked();
          wire.answer(wire.asked(), "good");
          wire.asked();
          leave.await();
          wire.goAway(3, ErrorCode.NO_ERROR, "");
          wire.listen();
        };
    Backend.Script narrow =
        socket -> {
          Http2Wire wire = Http2Wire.hear(socket).setting(3, 1); // one stream at a time
          int first = wire.asked();
          answer.await();
          wire.answer(first, "good");
          wire.answer(wire.asked(), "good").listen();
        };
    Backend.Script late =
        socket -> {
          begin.await();
          serve(socket);
        };
    try (Backend backend = Backend.playing(leaving, narrow, late)) {
      InetSocketAddress front =
          site.listen(Trying.of(Http2Backend.peer(backend.address(), 1024, 2)));
      try (Socket stays = Site.connect(front);
          Socket lost = Site.connect(front);
          Socket second = Site.connect(front);
          Socket third = Site.connect(front);
          Socket behind = Site.connect(front)) {
        Site.write(stays, GET);
        site.untilMetric("naru_upstream_http2 1");
        ask(lost, GET);
        Site.write(lost, GET);
        site.untilMetric("naru_upstream_reuses_total 2");
        Site.write(second, GET);
        site.untilMetric("naru_upstream_http2 2");
        Site.write(third, GET);
        site.untilMetric("naru_upstream_dials_total 3");
        leave.countDown();
        site.untilMetric("naru_upstream_waiting 1");
        Site.write(behind, GET);
        site.untilMetric("naru_upstream_waiting 2");
        answer.countDown();
        assertThat(Site.readUntil(second, "\r\n0\r\n\r\n")).contains("good");
        assertThat(Site.readUntil(behind, "\r\n0\r\n\r\n")).contains("good");
        begin.countDown();
        assertThat(Site.readUntil(third, "\r\n0\r\n\r\n")).contains("good");
        assertThat(Site.readUntil(lost, "\r\n0\r\n\r\n")).contains("good");
      }
    }
    assertThat(site.metrics.text())
        .contains("naru_upstream_replays_total 1\n", "naru_upstream_dials_total 3\n");
  }

  /** What a server refuses on a new connection is no lost race, for none of those who share it. */
  @Test
  void aNewConnectionThatSeveralShareIsNotKept() throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    Backend.Script refusing =
        socket -> {
          begin.await();
          Http2Wire wire = Http2Wire.accept(socket);
          wire.asked();
          wire.asked();
          wire.goAway(0, ErrorCode.NO_ERROR, "");
          wire.listen();
        };
    try (Backend backend = Backend.playing(refusing, Http2IdleEndTest::serve)) {
      InetSocketAddress front = site.listen(Trying.of(Http2Backend.peer(backend.address())));
      try (Socket first = Site.connect(front);
          Socket second = Site.connect(front)) {
        Site.write(first, GET);
        site.untilMetric("naru_upstream_dials_total 1");
        Site.write(second, GET);
        site.untilMetric("naru_upstream_waiting 1");
        begin.countDown();
        String refused = Code.UPSTREAM_H2_REFUSED.reason();
        assertThat(Site.readUntil(first, "}")).contains(refused);
        assertThat(Site.readUntil(second, "}")).contains(refused);
      }
    }
    assertThat(site.metrics.text())
        .contains("naru_upstream_replays_total 0\n", "naru_upstream_dials_total 1\n");
  }

  // ---- what a server says as it goes

  private Failure told() throws Exception {
    site.sweptTwice();
    List<Failure> told = failures(Code.UPSTREAM_H2_GOAWAY);
    assertThat(told).hasSize(1);
    return told.getFirst();
  }

  private List<Failure> failures(Code code) {
    return site.spans.stream()
        .flatMap(s -> s.entries().stream())
        .map(Entry::event)
        .filter(HttpEvent.Failed.class::isInstance)
        .map(e -> ((HttpEvent.Failed) e).failure())
        .filter(f -> f.code() == code)
        .toList();
  }

  /** No request is lost, yet somebody should know. */
  @Test
  void anErrorOnAnIdleConnectionIsTold() throws Exception {
    Backend.Script calm =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          wire.answer(wire.asked(), "good");
          wire.goAway(1, ErrorCode.ENHANCE_YOUR_CALM, "too_many_pings\n");
          wire.listen();
        };
    try (Backend backend = Backend.playing(calm);
        Socket client = connect(Http2Backend.peer(backend.address()))) {
      ask(client, GET);
      site.untilMetric("naru_upstream_goaway_errors_total 1");
      assertThat(told().detail())
          .endsWith(" ended the connection with ENHANCE_YOUR_CALM, \"too_many_pings.\", after 1");
    }
  }

  /** So it is under a request, which says it too if it fails by that. */
  @Test
  void anErrorUnderARequestIsTold() throws Exception {
    Backend.Script calm =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          wire.asked();
          wire.goAway(1, ErrorCode.INTERNAL_ERROR, "");
        };
    try (Backend backend = Backend.playing(calm);
        Socket client = connect(Http2Backend.peer(backend.address()))) {
      Site.write(client, POST);
      assertThat(Site.readUntil(client, "}"))
          .startsWith("HTTP/1.1 502 ")
          .contains(Code.UPSTREAM_CLOSED_EARLY.reason());
      assertThat(told().detail()).contains("INTERNAL_ERROR");
      assertThat(failures(Code.UPSTREAM_CLOSED_EARLY))
          .isNotEmpty()
          .allMatch(f -> f.detail().endsWith(", after a GOAWAY with INTERNAL_ERROR"));
    }
  }

  @Test
  void aGoAwayWithoutAnErrorIsNoFault() throws Exception {
    Backend.Script leaving =
        socket -> {
          Http2Wire wire = Http2Wire.accept(socket);
          wire.answer(wire.asked(), "good");
          wire.goAway(1, ErrorCode.NO_ERROR, "bye");
          wire.listen();
          closed.add(true);
        };
    try (Backend backend = Backend.playing(leaving);
        Socket client = connect(Http2Backend.peer(backend.address()))) {
      ask(client, GET);
      Site.taken(closed);
      site.sweptTwice();
      assertThat(Site.failures(site.spans)).isEmpty();
      assertThat(site.metrics.text()).contains("naru_upstream_goaway_errors_total 0\n");
    }
  }
}
