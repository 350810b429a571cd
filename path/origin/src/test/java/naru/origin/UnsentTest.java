package naru.origin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients that take nothing may hold of the program's memory. */
@Timeout(60)
final class UnsentTest {
  private static final int MIB = 1 << 20;
  private static final int FILES = 20;
  private static final int FILE_BYTES = 240 * 1024;
  private static final int LARGE_BYTES = 600 * 1024;
  private static final int CONNECTIONS = 6;
  private static final int STREAMS = 100;
  private static final int[] PREFACE = {0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0};

  @TempDir Path directory;

  @BeforeEach
  void files() throws IOException {
    for (int i = 0; i < FILES; i++) {
      Files.writeString(directory.resolve("f" + i), text(i, FILE_BYTES));
    }
    Files.writeString(directory.resolve("large"), text(7, LARGE_BYTES));
  }

  private static String text(int seed, int length) {
    StringBuilder out = new StringBuilder(length + 16);
    for (int i = seed; out.length() < length; i++) {
      out.append(i).append(' ');
    }
    return out.substring(0, length);
  }

  private LiveOrigin origin(long unsent) throws IOException {
    OriginConfig usual = OriginConfig.of(directory);
    OriginConfig bounds = usual.withBounds(MIB, usual.lookups(), usual.sending(), unsent);
    return new LiveOrigin(bounds, directory.resolve("state"));
  }

  /** HTTP/2 with a window of 0 for each stream: nothing of a content may be sent. */
  private static Socket windowless(LiveOrigin origin, int first, String name) throws IOException {
    Socket socket = origin.socket();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    for (int octet : PREFACE) {
      out.write(octet);
    }
    for (int i = 0; i < STREAMS; i++) {
      String path = name.isEmpty() ? "/f" + (first + i) % FILES : name;
      byte[] text = path.getBytes(US_ASCII);
      byte[] head = new byte[7 + text.length];
      head[0] = (byte) 0x82; // GET
      head[1] = (byte) 0x86; // http
      head[2] = 0x01; // :authority
      head[3] = 1;
      head[4] = 'x';
      head[5] = 0x04; // :path
      head[6] = (byte) text.length;
      System.arraycopy(text, 0, head, 7, text.length);
      int id = 2 * i + 1;
      out.writeBytes(new byte[] {0, 0, (byte) head.length, 1, 5, 0, 0, 0, (byte) id});
      out.writeBytes(head);
    }
    socket.getOutputStream().write(out.toByteArray());
    return socket;
  }

  /** RST_STREAM of all. */
  private static byte[] resets() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < STREAMS; i++) {
      out.writeBytes(new byte[] {0, 0, 4, 3, 0, 0, 0, 0, (byte) (2 * i + 1), 0, 0, 0, 8});
    }
    return out.toByteArray();
  }

  /** SETTINGS and WINDOW_UPDATE: now all may be sent. */
  private static byte[] windows() {
    return new byte[] {
      0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0x20, 0, 0, 0, 0, 0, 4, 8, 0, 0, 0, 0, 0, 0x20, 0, 0, 0
    };
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static long direct() {
    return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
  }

  @Test
  void clientsThatTakeNothingHoldNoMoreThanTheBound() throws Exception {
    for (String name : List.of("", "/large")) {
      List<Socket> sockets = new ArrayList<>();
      try (LiveOrigin origin = origin(4 * MIB)) {
        origin.get("/f0");
        long heapBefore = heap();
        long directBefore = direct();
        for (int i = 0; i < CONNECTIONS; i++) {
          sockets.add(windowless(origin, i, name));
          long asked = (i + 1L) * STREAMS + 1;
          LiveOrigin.await("all are answered", () -> heads(origin) >= asked);
        }
        assertThat(origin.used("origin.unsent-bytes")).isBetween(1L, 4L * MIB);
        String refused = "naru_limit_refused_total{limit=\"origin.sending\"}";
        assertThat(origin.metric(refused)).as("no wall for 600").isZero();
        assertThat(heap() - heapBefore).as("heap").isLessThan(24L * MIB);
        assertThat(direct() - directBefore).as("direct").isLessThan(24L * MIB);
        for (Socket socket : sockets.subList(1, CONNECTIONS)) {
          socket.getOutputStream().write(resets());
        }
        Socket first = sockets.getFirst();
        first.getOutputStream().write(windows());
        long due = (long) STREAMS * (name.isEmpty() ? FILE_BYTES : LARGE_BYTES);
        first.setSoTimeout(20_000);
        assertThat(first.getInputStream().skip(due)).isEqualTo(due);
        LiveOrigin.await("all is given back", () -> origin.used("origin.unsent-bytes") == 0);
        LiveOrigin.await("nothing is sent", () -> origin.used("origin.sending") == 0);
        assertThat(origin.get("/f3").body()).isEqualTo(text(3, FILE_BYTES));
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
    }
  }

  private static long heads(LiveOrigin origin) {
    return origin.metric("naru_http_requests_total");
  }

  /** Where there is no room responses wait for each other, and all of them come. */
  @Test
  void whereMemoryIsScarceOthersStillGetTheirFiles() throws Exception {
    for (int unsent : new int[] {1, 100, 20_000, MIB}) {
      int most = unsent < 1000 ? 1 : 12;
      try (LiveOrigin origin = origin(unsent)) {
        if (unsent < 1000) {
          Files.writeString(directory.resolve("f0"), text(0, 20_000));
        }
        var all = new ArrayList<java.util.concurrent.CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < most; i++) {
          var request = origin.to(i == 3 ? "/large" : "/f" + i).build();
          all.add(origin.client().sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < most; i++) {
          String body = all.get(i).get().body();
          assertThat(body)
              .isEqualTo(Files.readString(directory.resolve(i == 3 ? "large" : "f" + i)));
        }
        assertThat(origin.used("origin.unsent-bytes")).isZero();
      }
    }
  }
}
