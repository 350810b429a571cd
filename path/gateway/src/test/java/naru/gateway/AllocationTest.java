package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import naru.base.Endpoint;
import naru.base.Place;
import naru.gateway.change.config.Changes;
import naru.gateway.change.config.Changing;
import naru.gateway.change.config.Rewrite;
import naru.gateway.config.Destination;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Matching;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.guard.config.Guarding;
import naru.trace.Keep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a request through the whole gateway leaves to the garbage collector: route after near
 * misses, several targets, forwarding fields, with the tracer that a server has. Measured on the
 * loop's thread, over real sockets, without leak detection (see pom.xml).
 */
@Tag("allocation")
final class AllocationTest {
  private static final int REQUESTS = 20_000;
  private static final int BODY = 1024;
  private static final byte[] REQUEST =
      ("GET /shop/item?id=42 HTTP/1.1\r\nHost: shop.naru.test:8080\r\nUser-Agent: test\r\n"
              + "Accept: */*\r\nX-Forwarded-For: 203.0.113.9\r\nConnection: keep-alive\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  @Test
  void aRequestLeavesLessThan100Bytes() throws Exception {
    assumeTrue("disabled".equals(System.getProperty("io.netty.leakDetection.level")));
    ByteBuf body = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[BODY]));
    try (Town town = Town.recording(new Keep(0, Long.MAX_VALUE, 0))) {
      Endpoint[] targets = new Endpoint[6];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = town.backend(x -> x.answer(x.response(200), body.duplicate())).endpoint();
      }
      GatewayConfig config =
          GatewayConfig.of(
              List.of(UpstreamConfig.of("shop", targets)),
              List.of(
                  RouteConfig.of(
                      "post", Matching.host("shop.naru.test").method("POST").match(), "shop"),
                  RouteConfig.of(
                      "api", Matching.host("shop.naru.test").path("/api/**").match(), "shop"),
                  RouteConfig.of("web", RouteMatch.ANY, "shop")));
      assertThat(bytesPerRequest(town, town.serve(config))).isLessThan(100);
    }
  }

  /** Leading redirects back costs an object that waits for one, and no text before it comes. */
  @Test
  void whatWaitsForARedirectIsOneObject() throws Exception {
    assumeTrue("disabled".equals(System.getProperty("io.netty.leakDetection.level")));
    long waiting = bytesPerRequest(true);
    assertThat(waiting - bytesPerRequest(false)).isLessThan(100);
  }

  private static long bytesPerRequest(boolean redirects) throws Exception {
    ByteBuf body = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[BODY]));
    try (Town town = Town.recording(new Keep(0, Long.MAX_VALUE, 0))) {
      Endpoint target = town.backend(x -> x.answer(x.response(200), body.duplicate())).endpoint();
      Changes changes =
          Changing.nothing()
              .rewriting(new Rewrite(Optional.empty(), Optional.empty(), redirects))
              .changes();
      RouteConfig web =
          new RouteConfig(
              "web",
              RouteMatch.ANY,
              new Destination.ToUpstream("shop"),
              List.of(),
              Guarding.NONE,
              Place.BUILT_IN,
              changes);
      UpstreamConfig shop = UpstreamConfig.of("shop", target);
      return bytesPerRequest(town, town.serve(GatewayConfig.of(List.of(shop), List.of(web))));
    }
  }

  private static long bytesPerRequest(Town town, InetSocketAddress front) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long loop = town.loops.next().submit(() -> Thread.currentThread().threadId()).get();
    try (Socket client = new Socket(front.getAddress(), front.getPort())) {
      client.setTcpNoDelay(true);
      exchange(client, 2 * REQUESTS);
      long before = threads.getThreadAllocatedBytes(loop);
      exchange(client, REQUESTS);
      return (threads.getThreadAllocatedBytes(loop) - before) / REQUESTS;
    }
  }

  private static void exchange(Socket client, int count) throws Exception {
    InputStream in = client.getInputStream();
    OutputStream out = client.getOutputStream();
    byte[] answer = new byte[4096];
    for (int i = 0; i < count; i++) {
      out.write(REQUEST);
      int got = 0;
      for (int end = Integer.MAX_VALUE; got < end; ) {
        got += in.read(answer, got, answer.length - got);
        end = end(answer, got);
      }
      assertThat(answer[9]).isEqualTo((byte) '2');
    }
  }

  /** Where the response ends; far away while its head is not whole. */
  private static int end(byte[] answer, int length) {
    for (int i = 3; i < length; i++) {
      if (answer[i] == '\n' && answer[i - 2] == '\n') {
        return i + 1 + BODY;
      }
    }
    return Integer.MAX_VALUE;
  }
}
