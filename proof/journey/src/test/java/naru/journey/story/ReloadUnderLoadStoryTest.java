package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import naru.app.Stand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reloads one after the other while requests run and WebSockets are open: nobody notices. The
 * system properties {@code naru.reloads} and {@code naru.reloads.pauseMillis} make it longer.
 */
final class ReloadUnderLoadStoryTest {
  private static final int SOCKETS = 100;
  private static final int CLIENTS = 6;
  private static final long REQUEST_NANOS = 4_000_000;
  private static final int USUAL = 25;
  private static final int RELOADS = Integer.getInteger("naru.reloads", USUAL);
  private static final int PAUSE_MILLIS = Integer.getInteger("naru.reloads.pauseMillis", 40);

  @TempDir private Path state;
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void nobodyNotices() throws Exception {
    try (TestOrigin one = TestOrigin.open();
        TestOrigin two = TestOrigin.open();
        Stand stand =
            Stand.open(state, Configs.WHOLE, Map.of("one", one.port(), "two", two.port()));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Socket> sockets = open(stand.port("gateway"));
      List<Future<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(requests(stand.port("gateway"))));
      }
      for (int i = 0; i < RELOADS; i++) {
        stand.rewrite(Configs.WHOLE + Configs.other(i));
        assertThat(stand.reload()).isTrue();
        echo(sockets.get(i % SOCKETS), "reload " + i);
        LockSupport.parkNanos(PAUSE_MILLIS * 1_000_000L);
      }
      over.set(true);
      int asked = 0;
      for (Future<Integer> client : clients) {
        asked += client.get();
      }
      for (Socket socket : sockets) {
        echo(socket, "at the end");
        socket.close();
      }
      assertThat(asked).isGreaterThan(RELOADS);
      if (RELOADS > USUAL) {
        System.err.println(RELOADS + " reloads, " + asked + " requests, " + SOCKETS + " sockets");
      }
    }
  }

  private static List<Socket> open(int port) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < SOCKETS; i++) {
      Socket socket = Wire.connect(port);
      send(
          socket,
          """
          GET /ws HTTP/1.1
          Host: localhost
          Connection: Upgrade
          Upgrade: websocket
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

          """
              .replace("\n", "\r\n"));
      assertThat(head(socket))
          .startsWith("HTTP/1.1 101 ")
          .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      sockets.add(socket);
    }
    return sockets;
  }

  private static void echo(Socket socket, String text) throws IOException {
    send(socket, text);
    byte[] back = new DataInputStream(socket.getInputStream()).readNBytes(text.length());
    assertThat(new String(back, StandardCharsets.US_ASCII)).isEqualTo(text);
  }

  /** One keep-alive connection that asks 250 times a second; how often it asked. */
  private Callable<Integer> requests(int port) {
    return () -> {
      int asked = 0;
      try (Socket socket = Wire.connect(port)) {
        while (!over.get()) {
          send(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
          assertThat(head(socket)).as("request " + asked).startsWith("HTTP/1.1 200 ");
          assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("whole");
          asked++;
          LockSupport.parkNanos(REQUEST_NANOS);
        }
      }
      return asked;
    };
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = socket.getInputStream().read();
      if (c < 0) {
        throw new IOException("closed after: " + head);
      }
      head.append((char) c);
    }
    return head.toString();
  }
}
