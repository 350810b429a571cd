package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import naru.http.h2.ErrorCode;
import naru.http.h2.FrameType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that speak HTTP/2 and do wrong in each phase of a response, before clients of HTTP/1.1
 * and of HTTP/2: each is told by the reason id, a part never looks like the whole, the next request
 * gets its own response, and a connection lives on if only a stream is to blame.
 */
final class Http2UpstreamFaultsTest {
  /** What a server does on the stream of a request. */
  private interface Act {
    void on(Http2Wire wire, int stream) throws Exception;
  }

  /**
   * One of them.
   *
   * @param keeps whether the connection lives on
   */
  private record Fault(String name, String reason, boolean keeps, Act act) {
    /** It is time that tells. */
    boolean isStall() {
      return name.startsWith("stall");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final long LONG_NANOS = 2 * Peer.Limits.DEFAULT.bodyIdleNanos();
  private static final int FLOOD = 1500;
  private static final String[] HINTS = {":status: 103", "link: </a>"};

  private final Site site = new Site();

  /** The client has seen what there is to see before the fault. */
  private final CountDownLatch go = new CountDownLatch(1);

  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicBoolean first = new AtomicBoolean(true);

  @AfterEach
  void close() {
    site.close();
  }

  private static Fault stream(String name, String reason, Act act) {
    return new Fault(name, reason, true, act);
  }

  private static Fault connection(String name, String reason, Act act) {
    return new Fault(name, reason, false, act);
  }

  // ---- before there is an answer

  private static Stream<Fault> early() {
    String broken = "h2-protocol-error";
    return Stream.concat(
        Stream.of(
            connection("close", "closed-before-response", (w, s) -> w.close()),
            connection("reset", "reset", (w, s) -> w.cut()),
            stream("stall", "first-byte-timeout", (w, s) -> {}),
            connection(
                "close after 1xx",
                "closed-before-response",
                (w, s) -> w.head(s, false, HINTS).close()),
            connection("reset after 1xx", "reset", (w, s) -> w.head(s, false, HINTS).cut()),
            stream("stall after 1xx", "first-byte-timeout", (w, s) -> w.head(s, false, HINTS)),
            stream(
                "RST_STREAM after 1xx",
                "h2-stream-reset",
                (w, s) -> w.head(s, false, HINTS).reset(s, ErrorCode.CANCEL)),
            stream(
                "flood of 1xx",
                "interim-flood",
                (w, s) -> {
                  for (int i = 0; i < 40; i++) {
                    w.head(s, false, HINTS);
                  }
                }),
            stream("the end of a 1xx", broken, (w, s) -> w.head(s, true, HINTS))),
        Stream.of(
            connection("GOAWAY without it", "h2-refused", (w, s) -> w.goAway(s - 1, 0, "")),
            connection(
                "GOAWAY with an error without it",
                "h2-refused",
                (w, s) -> w.goAway(s - 1, ErrorCode.ENHANCE_YOUR_CALM, "enough")),
            connection(
                "GOAWAY for HTTP/1.1",
                "http1-required",
                (w, s) -> w.goAway(s - 1, ErrorCode.HTTP_1_1_REQUIRED, "")),
            connection(
                "GOAWAY with it, then close",
                "closed-before-response",
                (w, s) -> w.goAway(s, ErrorCode.PROTOCOL_ERROR, "").close()),
            connection(
                "stall after GOAWAY with it", "first-byte-timeout", (w, s) -> w.goAway(s, 0, ""))));
  }

  private static String reason(int code, boolean begun) {
    return switch (code) {
      case ErrorCode.REFUSED_STREAM -> "h2-refused";
      case ErrorCode.HTTP_1_1_REQUIRED -> begun ? "h2-stream-reset" : "http1-required";
      default -> "h2-stream-reset";
    };
  }

  private static Stream<Fault> codes(boolean begun) {
    return IntStream.rangeClosed(0, ErrorCode.HTTP_1_1_REQUIRED)
        .mapToObj(
            code ->
                stream(
                    "RST_STREAM " + ErrorCode.name(code),
                    reason(code, begun),
                    (w, s) -> w.reset(s, code)));
  }

  /** Heads that are none: RFC 9113 sections 8.2 and 8.3.2. */
  private static Stream<Fault> heads() {
    Stream<String> bad =
        Stream.of(
            ":status: 200|Upper: a",
            ":status: 200|connection: close",
            ":status: 200|keep-alive: timeout=9",
            ":status: 200|proxy-connection: a",
            ":status: 200|transfer-encoding: chunked",
            ":status: 200|upgrade: h2c",
            ":status: 200|a b: c",
            ":status: 200|a: b\0c",
            ":status: 200|a: b\r\nc: d",
            ":status: 200|a:  b",
            ":status: 200|:status: 200",
            ":status: 200|:path: /",
            "a: b|:status: 200",
            "a: b",
            ":status: 20",
            ":status: 2000",
            ":status: +20",
            ":status: abc",
            ":status: 099",
            ":status: 600",
            ":status: 101");
    return Stream.concat(
        bad.map(
            head ->
                stream(
                    "head " + head.replaceAll("[\\r\\n\\x00]", "?"),
                    "h2-protocol-error",
                    (w, s) -> w.head(s, true, head.split("\\|")))),
        Stream.of(
            stream(
                "two lengths",
                "ambiguous-framing",
                (w, s) ->
                    w.head(s, false, ":status: 200", "content-length: 1", "content-length: 2")),
            stream(
                "a length that is none",
                "ambiguous-framing",
                (w, s) -> w.head(s, false, ":status: 200", "content-length: -1")),
            stream("a head that is too large", "head-too-large", (w, s) -> w.large(s, large()))));
  }

  private static String[] large() {
    String[] fields = new String[80];
    Arrays.setAll(fields, i -> "field-" + i + ": " + "x".repeat(1000));
    fields[0] = ":status: 200";
    return fields;
  }

  /** Frames that end a connection: sections 4 to 6, and too many of those that are allowed. */
  private static Stream<Fault> frames(String broken) {
    byte[] eight = new byte[8];
    byte[] window = {0, 0, 0, 1};
    return Stream.of(
        connection(
            "CONTINUATION flood",
            broken,
            (w, s) -> {
              w.frame(FrameType.HEADERS, 0, s, Http2Backend.OK);
              flood(w, FrameType.CONTINUATION, s);
            }),
        connection("SETTINGS flood", broken, (w, s) -> flood(w, FrameType.SETTINGS, 0)),
        connection("PING flood", broken, (w, s) -> flood(w, FrameType.PING, 0, eight)),
        connection(
            "PRIORITY flood", broken, (w, s) -> flood(w, FrameType.PRIORITY, s, new byte[5])),
        connection("flood of unknown frames", broken, (w, s) -> flood(w, 99, s)),
        connection(
            "WINDOW_UPDATE flood",
            broken,
            (w, s) -> {
              flood(w, FrameType.WINDOW_UPDATE, s, window);
              flood(w, FrameType.WINDOW_UPDATE, s, window);
            }),
        connection(
            "a frame that is too large",
            broken,
            (w, s) -> w.frame(FrameType.DATA, 0, s, new byte[20_000])),
        connection("PUSH_PROMISE", broken, (w, s) -> w.number(5, s, 2)),
        connection("DATA on an idle stream", broken, (w, s) -> w.data(s + 2, "evil", true)),
        connection(
            "HEADERS on an idle stream", broken, (w, s) -> w.head(s + 2, true, ":status: 200")),
        connection(
            "HEADERS on a stream of its own", broken, (w, s) -> w.head(2, true, ":status: 200")),
        connection("RST_STREAM on an idle stream", broken, (w, s) -> w.reset(s + 2, 0)),
        connection(
            "a block that HPACK cannot read", broken, (w, s) -> w.frame(1, 5, s, (byte) 255)),
        connection("WINDOW_UPDATE of 0", broken, (w, s) -> w.number(FrameType.WINDOW_UPDATE, 0, 0)),
        connection(
            "a window that is too large",
            broken,
            (w, s) -> w.number(FrameType.WINDOW_UPDATE, 0, Integer.MAX_VALUE)),
        connection("ENABLE_PUSH of a server", broken, (w, s) -> w.setting(2, 1)),
        connection("a SETTINGS out of range", broken, (w, s) -> w.setting(4, -1)),
        stream("DATA before a head", broken, (w, s) -> w.data(s, "evil", true)),
        stream(
            "WINDOW_UPDATE of 0 on a stream",
            broken,
            (w, s) -> w.number(FrameType.WINDOW_UPDATE, s, 0)));
  }

  private static void flood(Http2Wire wire, int type, int stream, byte... payload)
      throws IOException {
    byte[][] flood = new byte[FLOOD][];
    Arrays.fill(flood, Http2Wire.bytes(type, 0, stream, payload));
    wire.raw(Http2Backend.all(flood));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("earlyEach")
  void beforeThereIsAnAnswer(Fault fault, UpstreamFaultsTest.Client client) throws Exception {
    go.countDown();
    try (Backend backend = Backend.playing(doing(fault, (w, s) -> {}))) {
      InetSocketAddress front = front(backend);
      String got = ask(client, front, fault, "");
      assertThat(got)
          .contains("\"upstream." + fault.reason + "\"")
          .containsAnyOf("HTTP/1.1 50", ":status: 50")
          .doesNotContain("evil");
      isToldAndOver(fault, client, front);
    }
  }

  // ---- after an answer has begun

  private static Stream<Fault> late() {
    String broken = "h2-protocol-error";
    return Stream.of(
        connection("close", "closed-mid-body", (w, s) -> w.close()),
        connection("reset", "closed-mid-body", (w, s) -> w.cut()),
        stream("stall", "body-idle-timeout", (w, s) -> {}),
        connection(
            "GOAWAY with it, then close",
            "closed-mid-body",
            (w, s) -> w.goAway(s, ErrorCode.INTERNAL_ERROR, "").close()),
        connection("GOAWAY without it", "h2-refused", (w, s) -> w.goAway(s - 1, 0, "")),
        stream("a body that is too short", "closed-mid-body", (w, s) -> w.data(s, "x", true)),
        stream("no more of a body", "closed-mid-body", (w, s) -> w.data(s, "", true)),
        stream(
            "a body that is too long",
            "malformed-body",
            (w, s) -> w.data(s, " and much evil", true)),
        stream("trailers before the end", "closed-mid-body", (w, s) -> w.head(s, true, "a: b")),
        stream("a second head", broken, (w, s) -> w.head(s, false, ":status: 200")),
        stream("trailers with :status", broken, (w, s) -> w.head(s, true, ":status: 200")),
        stream("trailers with a field that is none", broken, (w, s) -> w.head(s, true, "A: b")),
        stream(
            "trailers that are too large",
            broken,
            (w, s) -> w.large(s, Arrays.copyOfRange(large(), 1, 80))),
        connection(
            "CONTINUATION flood",
            broken,
            (w, s) -> {
              w.frame(FrameType.HEADERS, FrameType.END_STREAM, s, Http2Backend.OK);
              flood(w, FrameType.CONTINUATION, s);
            }),
        connection("flood of empty DATA", broken, (w, s) -> flood(w, FrameType.DATA, s)),
        connection("PING flood", broken, (w, s) -> flood(w, FrameType.PING, 0, new byte[8])));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("lateEach")
  void afterAnAnswerHasBegun(Fault fault, UpstreamFaultsTest.Client client) throws Exception {
    Act begin =
        (w, s) -> w.head(s, false, ":status: 200", "content-length: 9").data(s, "hello", false);
    try (Backend backend = Backend.playing(doing(fault, begin))) {
      InetSocketAddress front = front(backend);
      String got = ask(client, front, fault, "hello");
      assertThat(got)
          .containsAnyOf("HTTP/1.1 200 ", ":status: 200")
          .contains("hello")
          .doesNotContain("evil")
          .doesNotContain(" end");
      isToldAndOver(fault, client, front);
    }
  }

  // ---- before anything

  private static Stream<Fault> first() {
    return Stream.of(
        connection("stall before SETTINGS", "h2-not-spoken", (w, s) -> w.listen()),
        connection("close before SETTINGS", "h2-not-spoken", (w, s) -> w.close()),
        connection("reset before SETTINGS", "h2-not-spoken", (w, s) -> w.cut()),
        connection("GOAWAY before SETTINGS", "h2-not-spoken", (w, s) -> w.goAway(0, 0, "")),
        connection(
            "GOAWAY right after SETTINGS",
            "h2-refused",
            (w, s) -> w.frame(FrameType.SETTINGS, 0, 0).goAway(0, 0, "")),
        connection("no streams at all", "h2-refused", (w, s) -> w.setting(3, 0)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("firstEach")
  void beforeThereIsARequest(Fault fault, UpstreamFaultsTest.Client client) throws Exception {
    go.countDown();
    Backend.Script bad =
        socket -> {
          Http2Wire wire = Http2Wire.hear(socket);
          done.countDown();
          fault.act.on(wire, 0);
          wire.listen();
        };
    Backend.Script good = socket -> serve(Http2Wire.accept(socket));
    try (Backend backend = Backend.playing(bad, good)) {
      InetSocketAddress front = front(backend);
      assertThat(ask(client, front, fault, ""))
          .contains("\"upstream." + fault.reason + "\"")
          .containsAnyOf("HTTP/1.1 50", ":status: 50");
      isToldAndOver(fault, client, front);
    }
  }

  // ---- parts of all of them

  private static Stream<Arguments> each(Stream<Fault> faults) {
    return faults.flatMap(
        f -> Arrays.stream(UpstreamFaultsTest.Client.values()).map(c -> Arguments.of(f, c)));
  }

  private static Stream<Arguments> earlyEach() {
    return Stream.concat(
        each(early()), oneEach(codes(false), heads(), frames("h2-protocol-error")));
  }

  private static Stream<Arguments> lateEach() {
    return Stream.concat(each(late()), oneEach(codes(true)));
  }

  /** Many of one kind, before one client and the other in turn. */
  @SafeVarargs
  private static Stream<Arguments> oneEach(Stream<Fault>... faults) {
    List<Fault> all = Stream.of(faults).flatMap(f -> f).toList();
    UpstreamFaultsTest.Client[] clients = UpstreamFaultsTest.Client.values();
    return IntStream.range(0, all.size())
        .mapToObj(i -> Arguments.of(all.get(i), clients[i % clients.length]));
  }

  private static Stream<Arguments> firstEach() {
    return each(first());
  }

  /** Does wrong once, and then well. */
  private Backend.Script doing(Fault fault, Act begin) {
    return socket -> {
      Http2Wire wire = Http2Wire.accept(socket);
      if (first.getAndSet(false)) {
        int stream = wire.asked();
        begin.on(wire, stream);
        go.await();
        fault.act.on(wire, stream);
        done.countDown();
      }
      serve(wire);
    };
  }

  private static void serve(Http2Wire wire) throws Exception {
    while (true) {
      wire.answer(wire.asked(), "good");
    }
  }

  private InetSocketAddress front(Backend backend) {
    return site.listen(Trying.of(Http2Backend.peer(backend.address())));
  }

  /** Asks; time passes when only time can end it. */
  private String ask(
      UpstreamFaultsTest.Client client, InetSocketAddress front, Fault fault, String seen)
      throws Exception {
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return client.ask(front, go::countDown, seen);
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            },
            Thread::startVirtualThread);
    if (fault.isStall()) {
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      site.sweptTwice();
      site.clock.forward(LONG_NANOS, TimeUnit.NANOSECONDS);
    }
    return answer.get(10, TimeUnit.SECONDS);
  }

  private void isToldAndOver(Fault fault, UpstreamFaultsTest.Client client, InetSocketAddress front)
      throws Exception {
    assertThat(site.failureCode().reason()).isEqualTo("upstream." + fault.reason);
    site.untilMetric("naru_upstream_http2 " + (fault.keeps ? 1 : 0));
    assertThat(client.ask(front, () -> {}, "good")).contains("good");
    assertThat(site.metrics.text())
        .contains("naru_upstream_dials_total " + (fault.keeps ? 1 : 2) + "\n");
  }
}
