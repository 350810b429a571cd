package naru.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import naru.base.Clock;
import naru.base.Limit;
import naru.base.Metrics;
import naru.trace.Keep;
import naru.trace.Party;
import naru.trace.Tracer;
import naru.transport.Listener;
import naru.transport.Loops;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a proxied request on kept connections leaves to the garbage collector: measured on the event
 * loop's thread, over real sockets, with the tracer that a server has. Runs without leak detection,
 * which would make objects of its own (see pom.xml).
 */
@Tag("allocation")
final class AllocationTest {
  private static final int REQUESTS = 20_000;
  private static final byte[] REQUEST =
      ("GET /shop/item?id=42 HTTP/1.1\r\nHost: shop.naru.test\r\nUser-Agent: test\r\n"
              + "Accept: */*\r\nAccept-Encoding: gzip\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] POST =
      ("POST /shop/cart HTTP/1.1\r\nHost: shop.naru.test\r\nUser-Agent: test\r\n"
              + "Accept: */*\r\nContent-Length: 0\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RESPONSE =
      ("HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain\r\n"
              + "Content-Length: 1024\r\nServer: test\r\n\r\n"
              + "x".repeat(1024))
          .getBytes(StandardCharsets.US_ASCII);

  @Test
  void aProxiedRequestLeavesLessThan100Bytes() throws Exception {
    assertThat(bytesFor(REQUEST)).isLessThan(100);
  }

  /** A request that must not be lost has the kernel asked first whether the connection is open. */
  @Test
  void aRequestThatIsNotRepeatableLeavesLessThan100Bytes() throws Exception {
    assertThat(bytesFor(POST)).isLessThan(100);
  }

  private static long bytesFor(byte[] request) throws Exception {
    assumeTrue(System.getProperty("io.netty.customResourceLeakDetector") == null);
    Metrics metrics = new Metrics();
    // Nothing is kept: an ordinary request on a busy server.
    Tracer tracer =
        Tracer.recording(Clock.system(), 42, new Keep(0, Long.MAX_VALUE, 0), metrics, r -> {});
    try (Loops loops = Loops.open(1);
        Backend backend = Backend.playing(AllocationTest::answerAll)) {
      HttpEngine engine = HttpEngine.of(loops, tracer, metrics);
      Way way = Way.of(Trying.of(backend.peer()));
      HttpService service = new HttpService(engine, Party.GATEWAY, () -> way, HttpLimits.DEFAULT);
      Limit limit = Limit.of(metrics, "connections", 10);
      try (Listener listener =
          Listener.open(
              loops,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              new Listener.Options(Party.GATEWAY, null, 1_000_000_000L, limit),
              tracer,
              service)) {
        return bytesPerRequest(loops, listener.address(), request);
      }
    }
  }

  private static long bytesPerRequest(Loops loops, InetSocketAddress front, byte[] request)
      throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long loop = loops.next().submit(() -> Thread.currentThread().threadId()).get();
    try (Socket client = Site.connect(front)) {
      exchange(client, request, 2 * REQUESTS);
      long before = threads.getThreadAllocatedBytes(loop);
      exchange(client, request, REQUESTS);
      long after = threads.getThreadAllocatedBytes(loop);
      assertThat(loops.next().submit(() -> new byte[1 << 20]).get()).hasSize(1 << 20);
      assertThat(threads.getThreadAllocatedBytes(loop) - after).isGreaterThan(1 << 20);
      return (after - before) / REQUESTS;
    }
  }

  private static void exchange(Socket client, byte[] request, int count) throws IOException {
    InputStream in = client.getInputStream();
    OutputStream out = client.getOutputStream();
    byte[] answer = new byte[4096];
    for (int i = 0; i < count; i++) {
      out.write(request);
      int got = 0;
      while (got < 1024 || answer[got - 1] != 'x' || bodyBytes(answer, got) < 1024) {
        got += in.read(answer, got, answer.length - got);
      }
    }
  }

  private static int bodyBytes(byte[] answer, int length) {
    int x = 0;
    for (int i = length - 1; i >= 0 && answer[i] == 'x'; i--) {
      x++;
    }
    return x;
  }

  private static void answerAll(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    int newlines = 0;
    byte[] block = new byte[8192];
    for (int n = in.read(block); n > 0; n = in.read(block)) {
      for (int i = 0; i < n; i++) {
        newlines = block[i] == '\n' ? newlines + 1 : block[i] == '\r' ? newlines : 0;
        if (newlines == 2) {
          socket.getOutputStream().write(RESPONSE);
          newlines = 0;
        }
      }
    }
  }
}
