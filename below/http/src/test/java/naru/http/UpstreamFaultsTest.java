package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import naru.base.Code;
import naru.base.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Servers that reset, close or fall silent in each phase of a response, and such that lie about its
 * length, before clients of HTTP/1.1 and of HTTP/2: each is told by the reason id, and a part never
 * looks like the whole.
 */
final class UpstreamFaultsTest {
  /** What a server does when it has said what it says. */
  enum End {
    RESET,
    CLOSE,
    STALL
  }

  private static final long LONG_NANOS = 2 * Peer.Limits.DEFAULT.bodyIdleNanos();

  private final Site site = new Site();

  /** The server of the present client may end. */
  private CountDownLatch go = new CountDownLatch(1);

  @AfterEach
  void close() {
    site.close();
  }

  /** Says this to whoever asks, and ends so when the client has seen what there is to see. */
  private Backend.Script saying(String text, End end) {
    CountDownLatch gate = new CountDownLatch(1);
    go = gate;
    return socket -> {
      Site.readUntil(socket, "\r\n\r\n");
      Site.write(socket, text);
      gate.await();
      switch (end) {
        case RESET -> socket.setSoLinger(true, 0);
        case CLOSE -> {}
        case STALL -> Site.readAll(socket);
      }
    };
  }

  /** A TLS alert: handshake_failure, as servers of TLS answer what is no ClientHello. */
  @ParameterizedTest
  @CsvSource({"21 3 3 0 2 2 40,true", "21,true", "21 4,false", "22 3 3,false"})
  void aServerOfTlsThatIsAskedInTheClearIsToldApart(String bytes, boolean tls) throws Exception {
    StringBuilder said = new StringBuilder();
    for (String b : bytes.split(" ")) {
      said.append((char) Integer.parseInt(b));
    }
    try (Backend backend = Backend.playing(saying(said.toString(), End.CLOSE))) {
      go.countDown();
      String got = patiently(() -> Client.values()[0].ask(front(backend), () -> {}, ""));
      assertThat(got).contains("\"upstream.not-http\"");
      Failure failure = site.nextFailure();
      assertThat(failure.code()).isEqualTo(Code.UPSTREAM_NOT_HTTP);
      assertThat(failure.detail().contains("it speaks TLS on this port")).isEqualTo(tls);
      assertThat(failure.detail().contains("tls: true")).isEqualTo(tls);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          RESET | before-the-head   | reset                  | ``
          RESET | in-the-status     | reset                  | `HTTP/1.1 2`
          RESET | in-the-head       | reset                  | `HTTP/1.1 200 OK\\r\\nContent-Le`
          RESET | after-a-1xx       | reset                  | `HTTP/1.1 103 Early Hints\\r\\n\\r\\n`
          CLOSE | before-the-head   | closed-before-response | ``
          CLOSE | in-the-status     | closed-before-response | `HTTP/1.1 2`
          CLOSE | in-the-head       | closed-before-response | `HTTP/1.1 200 OK\\r\\nContent-Le`
          CLOSE | after-a-1xx       | closed-before-response | `HTTP/1.1 103 Early Hints\\r\\n\\r\\n`
          STALL | before-the-head   | first-byte-timeout     | ``
          STALL | in-the-status     | first-byte-timeout     | `HTTP/1.1 2`
          STALL | in-the-head       | first-byte-timeout     | `HTTP/1.1 200 OK\\r\\nContent-Le`
          STALL | after-a-1xx       | first-byte-timeout     | `HTTP/1.1 103 Early Hints\\r\\n\\r\\n`
          STALL | length-and-chunks | ambiguous-framing      | `HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\n\\r\\n`
          """)
  void beforeThereIsAnAnswer(End end, String phase, String reason, String said) throws Exception {
    for (Client client : Client.values()) {
      try (Backend backend = Backend.playing(saying(unescaped(said), end))) {
        go.countDown();
        String got = patiently(() -> client.ask(front(backend), () -> {}, ""));
        assertThat(got).as("%s %s", client, phase).contains("\"upstream." + reason + "\"");
        assertThat(got).containsAnyOf("HTTP/1.1 50", ":status: 50");
        assertThat(site.failureCode().reason()).isEqualTo("upstream." + reason);
      }
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          RESET | before-the-body  | closed-mid-body   | `Content-Length: 9\\r\\n\\r\\n`
          RESET | in-the-body      | closed-mid-body   | `Content-Length: 9\\r\\n\\r\\nhello`
          RESET | before-a-chunk   | closed-mid-body   | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n`
          RESET | in-a-size        | closed-mid-body   | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n1`
          RESET | in-a-chunk       | closed-mid-body   | `Transfer-Encoding: chunked\\r\\n\\r\\n9\\r\\nhello`
          RESET | in-the-trailers  | closed-mid-body   | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\nA: b`
          RESET | until-it-closes  | closed-mid-body   | `\\r\\nhello`
          CLOSE | before-the-body  | closed-mid-body   | `Content-Length: 9\\r\\n\\r\\n`
          CLOSE | too-short        | closed-mid-body   | `Content-Length: 9\\r\\n\\r\\nhello`
          CLOSE | before-a-chunk   | closed-mid-body   | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n`
          CLOSE | in-a-chunk       | closed-mid-body   | `Transfer-Encoding: chunked\\r\\n\\r\\n9\\r\\nhello`
          CLOSE | in-the-trailers  | closed-mid-body   | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\nA: b`
          STALL | before-the-body  | body-idle-timeout | `Content-Length: 9\\r\\n\\r\\n`
          STALL | in-the-body      | body-idle-timeout | `Content-Length: 9\\r\\n\\r\\nhello`
          STALL | before-a-chunk   | body-idle-timeout | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n`
          STALL | in-a-size        | body-idle-timeout | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n1`
          STALL | in-a-chunk       | body-idle-timeout | `Transfer-Encoding: chunked\\r\\n\\r\\n9\\r\\nhello`
          STALL | in-the-trailers  | body-idle-timeout | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\nA: b`
          STALL | until-it-closes  | body-idle-timeout | `\\r\\nhello`
          STALL | a-bad-size       | malformed-body    | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\nxyz\\r\\n`
          STALL | more-than-a-size | malformed-body    | `Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello world\\r\\n`
          """)
  void afterAnAnswerHasBegun(End end, String phase, String reason, String said) throws Exception {
    for (Client client : Client.values()) {
      String text = "HTTP/1.1 200 OK\r\n" + unescaped(said);
      String seen = text.contains("hello") ? "hello" : "";
      try (Backend backend = Backend.playing(saying(text, end))) {
        String got = patiently(() -> client.ask(front(backend), go::countDown, seen));
        assertThat(got).as("%s %s", client, phase).containsAnyOf("HTTP/1.1 200 ", ":status: 200");
        assertThat(got).as("cut").doesNotEndWith("0\r\n\r\n").doesNotContain(" end").contains(seen);
        assertThat(site.failureCode().reason()).isEqualTo("upstream." + reason);
      }
    }
  }

  /** What is too long is cut where the server said that it ends, and nobody gets the rest. */
  @ParameterizedTest
  @EnumSource(Client.class)
  void moreThanWasAnnounced(Client client) throws Exception {
    String text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and evil";
    try (Backend backend = Backend.playing(saying(text, End.STALL))) {
      go.countDown();
      String got = client.ask(front(backend), () -> {}, "hello");
      assertThat(got).contains("hello").doesNotContain("evil");
      assertThat(client.ask(front(backend), () -> {}, "hello")).contains("hello");
      assertThat(site.metrics.text()).contains("naru_upstream_reuses_total 0\n");
    }
  }

  /** RFC 9110 section 15.2: many of them are passed on, and there are too many. */
  @ParameterizedTest
  @EnumSource(Client.class)
  void aFloodOfInterimResponses(Client client) throws Exception {
    String text = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(1000);
    try (Backend backend = Backend.playing(saying(text, End.STALL))) {
      go.countDown();
      assertThat(client.ask(front(backend), () -> {}, ""))
          .contains("\"" + Code.UPSTREAM_INTERIM_FLOOD.reason() + "\"");
      assertThat(site.failureCode()).isEqualTo(Code.UPSTREAM_INTERIM_FLOOD);
    }
  }

  private InetSocketAddress front(Backend backend) {
    return site.listen(Trying.of(backend.peer()));
  }

  /** Time passes until it is done. */
  private String patiently(Callable<String> ask) throws Exception {
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return ask.call();
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            },
            Thread::startVirtualThread);
    while (true) {
      try {
        return answer.get(20, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        if (go.getCount() == 0) {
          site.clock.forward(LONG_NANOS, TimeUnit.NANOSECONDS);
        }
      }
    }
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n");
  }

  /** Who asks. */
  enum Client {
    HTTP1 {
      @Override
      String ask(InetSocketAddress front, Runnable whenSeen, String what) throws Exception {
        try (Socket socket = Site.connect(front)) {
          Site.write(socket, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
          StringBuilder all = new StringBuilder(Site.readUntil(socket, "\r\n\r\n"));
          all.append(what.isEmpty() ? "" : Site.readUntil(socket, what));
          whenSeen.run();
          try {
            for (int c = socket.getInputStream().read(); c >= 0; ) {
              all.append((char) c);
              c = socket.getInputStream().read();
            }
          } catch (java.net.SocketException reset) {
            all.append(" reset");
          }
          return all.toString();
        }
      }
    },
    HTTP2 {
      @Override
      String ask(InetSocketAddress front, Runnable whenSeen, String what) throws Exception {
        try (Http2Wire wire = Http2Wire.open(front)) {
          wire.get(1);
          StringBuilder all = new StringBuilder();
          boolean seen = false;
          while (true) {
            String line = wire.next();
            all.append(line).append('\n');
            boolean head = line.startsWith("HEADERS") && !line.contains(":status: 1");
            if (!seen && (what.isEmpty() ? head : line.contains(what))) {
              seen = true;
              whenSeen.run();
            }
            if (line.endsWith(" end") || line.startsWith("RST") || line.equals("closed")) {
              return all.toString();
            }
          }
        }
      }
    };

    /**
     * Asks, and reads all there is.
     *
     * @param whenSeen is run when the head was seen, and then this text
     */
    abstract String ask(InetSocketAddress front, Runnable whenSeen, String what) throws Exception;
  }
}
