package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.trace.Entry;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.SpanRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests to servers that speak HTTP/2, good ones and bad ones. */
final class Http2ClientTest {
  private static final String GET = "GET /p HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String GET_CLOSE = "GET /p HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GO_AWAY = 7;

  /** {@code :status: 200}, from the static table of RFC 7541. */
  private static final byte[] OK = {(byte) 0x88};

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  private static Peer h2(InetSocketAddress address) {
    return h2(address, 1024, 100);
  }

  private static Peer h2(InetSocketAddress address, int connections, int streams) {
    Peer.Limits d = Peer.Limits.DEFAULT;
    Peer.Limits limits =
        new Peer.Limits(
            connections,
            d.idle(),
            d.waiting(),
            d.waitNanos(),
            d.connectNanos(),
            d.handshakeNanos(),
            d.firstByteNanos(),
            d.bodyIdleNanos(),
            d.idleNanos(),
            d.tunnelIdleNanos(),
            streams,
            d.streamIdleNanos());
    return new Peer(address, null, "", limits, Peer.Protocol.HTTP2);
  }

  private InetSocketAddress origin(Stop stop) {
    return site.listen(Party.ORIGIN, HttpLimits.DEFAULT, stop);
  }

  // ---- good servers

  @Test
  void carriesThereAndBackOnOneConnection() throws Exception {
    InetSocketAddress back =
        origin(
            x ->
                x.answer(
                    x.response(200),
                    ByteBufUtil.writeAscii(
                        x.alloc(), x.request().authority() + x.request().path())));
    InetSocketAddress front = site.listen(Trying.of(h2(back)));
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

  private final BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();

  private void answerHeld(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      Exchange x = held.poll(10, TimeUnit.SECONDS);
      assertThat(x).isNotNull();
      x.loop().execute(() -> x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), "done")));
    }
  }

  @Test
  void manyRequestsAtOnceShareAConnection() throws Exception {
    InetSocketAddress front = site.listen(Trying.of(h2(origin(held::add))));
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
      InetSocketAddress front = site.listen(Trying.of(h2(backend.address())));
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
    InetSocketAddress front = site.listen(Trying.of(h2(origin(held::add), 2, 2)));
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
    InetSocketAddress back =
        origin(
            x -> {
              ResponseHead head = x.response(200);
              head.fields().add(Field.CONTENT_LENGTH, x.bodyLength());
              x.out().head(head);
              x.source(new Echo(x));
              x.readBody(new Echo(x));
            });
    InetSocketAddress front = site.listen(Trying.of(h2(back)));
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

  private record Echo(Exchange x) implements BodySink, ResponseSource {
    @Override
    public void data(io.netty.buffer.ByteBuf data) {
      x.out().data(data);
    }

    @Override
    public void end() {
      x.out().end();
    }

    @Override
    public void abort(Failure failure) {}

    @Override
    public void flush() {
      x.out().flush();
    }

    @Override
    public void pause() {
      x.pauseBody();
    }

    @Override
    public void resume() {
      x.resumeBody();
    }

    @Override
    public void cancel(Failure why) {}
  }

  // ---- servers that say exactly what a test wants

  private interface Frames {
    /** A request's head came on this stream. */
    void asked(Socket socket, int stream) throws Exception;
  }

  private static Backend.Script speaking(Frames frames) {
    return socket -> {
      InputStream in = socket.getInputStream();
      in.readNBytes(24);
      socket.getOutputStream().write(frame(SETTINGS, 0, 0));
      while (true) {
        ByteBuffer head = ByteBuffer.wrap(in.readNBytes(9));
        int length = head.getInt(0) >>> 8;
        int type = head.get(3);
        int stream = head.getInt(5);
        in.readNBytes(length);
        if (type == HEADERS) {
          frames.asked(socket, stream);
        }
      }
    };
  }

  private static byte[] frame(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putShort((short) (payload.length >>> 8))
        .put((byte) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  private static byte[] all(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] field(String name, String value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.write(name.length());
    out.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    out.write(value.length());
    out.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }

  private static final int END_HEADERS = 4;
  private static final int END = 1;

  private static Frames good() {
    return (s, id) ->
        s.getOutputStream()
            .write(
                all(
                    frame(HEADERS, END_HEADERS, id, OK),
                    frame(DATA, END, id, "good".getBytes(StandardCharsets.US_ASCII))));
  }

  private String ask(Frames first, String request) throws Exception {
    try (Backend backend = Backend.playing(speaking(first), speaking(good()))) {
      return Site.ask(site.listen(Trying.of(h2(backend.address()))), request);
    }
  }

  private static final String POST =
      "POST /p HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab";

  /** Who waits while a connection is made, and finds no room on it, gets a further one. */
  @Test
  void asManyConnectionsAsThoseWhoWaitNeed() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(6);
    Backend.Script late =
        s -> {
          waiting.await();
          speaking((socket, id) -> asked.countDown()).play(s);
        };
    try (Backend backend = Backend.playing(late)) {
      InetSocketAddress front = site.listen(Trying.of(h2(backend.address(), 1024, 2)));
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

  /** A server whose window stays shut does not keep a request for ever. */
  @Test
  void aServerThatTakesNoMoreOfABody() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (Backend backend = Backend.playing(speaking((s, id) -> asked.countDown()))) {
      InetSocketAddress front = site.listen(Trying.of(h2(backend.address())));
      try (Socket client = Site.connect(front)) {
        Site.write(client, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n");
        Site.write(client, "x".repeat(600_000));
        asked.await();
        site.until(() -> site.metrics.text().contains("naru_upstream_http2 1\n"));
        untilPaused();
        site.untilSwept();
        site.clock.forward(61, TimeUnit.SECONDS);
        assertThat(Site.readUntil(client, "\r\n\r\n")).startsWith("HTTP/1.1 504 ");
        assertThat(site.failure().code()).isEqualTo(Code.UPSTREAM_BODY_TIMEOUT);
      }
    }
  }

  /** Waits until the client of the last connection is not read any more. */
  private void untilPaused() throws Exception {
    Channel client = site.channels.poll(10, TimeUnit.SECONDS);
    assertThat(client).isNotNull();
    site.until(() -> !client.config().isAutoRead());
  }

  /** Section 6.8: above the last stream nothing was processed: it may be sent again, POST too. */
  @Test
  void section68WhatAGoAwayLeavesOutGoesElsewhere() throws Exception {
    Frames leaving =
        new Frames() {
          private int asked;

          @Override
          public void asked(Socket s, int id) throws Exception {
            if (asked++ == 0) {
              good().asked(s, id);
            } else {
              s.getOutputStream().write(frame(GO_AWAY, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0));
            }
          }

          private byte[] frame(int type, int flags, int stream, int... payload) {
            byte[] b = new byte[payload.length];
            for (int i = 0; i < b.length; i++) {
              b[i] = (byte) payload[i];
            }
            return Http2ClientTest.frame(type, flags, stream, b);
          }
        };
    try (Backend backend = Backend.playing(speaking(leaving), speaking(good()))) {
      InetSocketAddress front = site.listen(Trying.of(h2(backend.address())));
      assertThat(Site.ask(front, GET_CLOSE)).contains("\r\ngood\r\n");
      assertThat(Site.ask(front, POST)).contains("\r\ngood\r\n");
    }
    assertThat(site.metrics.text()).contains("naru_upstream_replays_total 1\n");
  }

  /** Section 5.4.1: DATA on stream 0 ends a connection; no request is lost, yet it is told. */
  @Test
  void section54ARuleThatIsBrokenWhileNothingIsAskedIsNamed() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    Frames breaking =
        (s, id) -> {
          good().asked(s, id);
          answered.await();
          s.getOutputStream().write(frame(DATA, 0, 0));
        };
    assertThat(ask(breaking, GET_CLOSE)).contains("\r\ngood\r\n");
    answered.countDown();
    assertThat(site.failureCode()).isEqualTo(Code.UPSTREAM_H2_PROTOCOL);
  }

  @Test
  void section87ARefusedStreamIsNamed() throws Exception {
    byte[] refused = {0, 0, 0, 7};
    Frames refusing = (s, id) -> s.getOutputStream().write(frame(RESET, 0, id, refused));
    assertThat(ask(refusing, POST)).startsWith("HTTP/1.1 503 ").contains("upstream.h2-refused");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "RESET, upstream.h2-stream-reset",
    "CL-TWICE, upstream.ambiguous-framing",
    "LONGER, upstream.malformed-body",
    "SHORTER, upstream.closed-mid-body",
    "NO-STATUS, upstream.h2-protocol-error",
    "STATUS-101, upstream.h2-protocol-error",
    "UPPER-CASE, upstream.h2-protocol-error",
    "CONNECTION-FIELD, upstream.h2-protocol-error",
    "TE-FIELD, upstream.h2-protocol-error",
    "SPLIT-VALUE, upstream.h2-protocol-error",
    "DATA-FIRST, upstream.h2-protocol-error",
    "INTERIM-FLOOD, upstream.interim-flood",
    "PING-FLOOD, upstream.h2-protocol-error",
    "PUSH, upstream.h2-protocol-error"
  })
  void whatServersMayNotSay(String id, String reason) throws Exception {
    try {
      String got = ask((s, stream) -> s.getOutputStream().write(bad(id, stream)), GET_CLOSE);
      assertThat(got).as(id).doesNotContain("evil");
    } catch (java.net.SocketException cut) {
      // a part must not look like the whole
    }
    List<String> reasons = new ArrayList<>();
    for (var span = site.spans.poll(10, TimeUnit.SECONDS);
        span != null && reasons.isEmpty();
        span = site.spans.poll(1, TimeUnit.SECONDS)) {
      span.entries()
          .forEach(
              e -> {
                if (e.event() instanceof HttpEvent.Failed f) {
                  reasons.add(f.failure().code().reason());
                }
              });
    }
    assertThat(reasons).as(id).contains(reason);
  }

  private static byte[] bad(String id, int stream) {
    byte[] evil = "evil".getBytes(StandardCharsets.US_ASCII);
    byte[] data = frame(DATA, END, stream, evil);
    byte[] head = frame(HEADERS, END_HEADERS, stream, OK);
    return switch (id) {
      case "RESET" -> frame(RESET, 0, stream, new byte[] {0, 0, 0, 2});
      case "CL-TWICE" ->
          all(
              headers(stream, OK, field("content-length", "1"), field("content-length", "4")),
              data);
      case "LONGER" -> all(headers(stream, OK, field("content-length", "1")), data);
      case "SHORTER" ->
          all(headers(stream, OK, field("content-length", "9")), frame(DATA, END, stream));
      case "NO-STATUS" -> all(headers(stream, field("a", "b")), data);
      case "STATUS-101" -> all(headers(stream, field(":status", "101")), data);
      case "UPPER-CASE" -> all(headers(stream, OK, field("A", "b")), data);
      case "CONNECTION-FIELD" -> all(headers(stream, OK, field("connection", "close")), data);
      case "TE-FIELD" -> all(headers(stream, OK, field("transfer-encoding", "chunked")), data);
      case "SPLIT-VALUE" -> all(headers(stream, OK, field("a", "b\r\nc: d")), data);
      case "DATA-FIRST" -> all(data, head);
      case "INTERIM-FLOOD" -> {
        byte[][] floods = new byte[40][];
        java.util.Arrays.fill(floods, headers(stream, field(":status", "103")));
        yield all(floods);
      }
      case "PING-FLOOD" -> {
        byte[][] floods = new byte[1000][];
        java.util.Arrays.fill(floods, frame(PING, 0, 0, new byte[8]));
        yield all(floods);
      }
      default -> frame(5, END_HEADERS, stream, new byte[] {0, 0, 0, 2, (byte) 0x82});
    };
  }

  /** A server that does not know the preface: nothing was asked, so that another may be tried. */
  @Test
  void section34WhoSpeaksSomethingElseIsNamed() throws Exception {
    Backend.Script http1 =
        s -> {
          s.getInputStream().readNBytes(24);
          Site.write(s, "HTTP/1.1 505 HTTP Version Not Supported\r\nContent-Length: 0\r\n\r\n");
        };
    for (Backend.Script script : List.of(http1, s -> s.getInputStream().readNBytes(24))) {
      try (Backend backend = Backend.playing(script);
          Backend other = Backend.playing(speaking(good()))) {
        InetSocketAddress front = site.listen(Trying.of(h2(backend.address())));
        assertThat(Site.ask(front, POST))
            .startsWith("HTTP/1.1 502 ")
            .contains("upstream.h2-not-spoken");
        InetSocketAddress two = site.listen(Trying.of(h2(backend.address()), h2(other.address())));
        assertThat(Site.ask(two, POST)).contains("\r\ngood\r\n");
      }
    }
  }

  private static byte[] headers(int stream, byte[]... fields) {
    return frame(HEADERS, END_HEADERS, stream, all(fields));
  }
}
