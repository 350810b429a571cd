package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A kept connection that is reset while it carries no request. */
final class BrokenIdleTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Site site = new Site();
  private final SynchronousQueue<Boolean> ends = new SynchronousQueue<>();

  @AfterEach
  void close() {
    site.close();
  }

  /** Answers one request, and ends when it is told to: by a RST, or else by a FIN. */
  private void answer(Socket socket) throws Exception {
    Site.readUntil(socket, "\r\n\r\n");
    Site.write(socket, OK);
    if (ends.take()) {
      socket.setSoLinger(true, 0);
    }
  }

  private long counted(String name) {
    return site.metrics.samples().stream()
        .filter(s -> s.name().equals("naru_upstream_" + name))
        .mapToLong(naru.base.Metrics.Sample::value)
        .sum();
  }

  private void askAndEnd(InetSocketAddress front, boolean reset) throws Exception {
    assertThat(Site.ask(front, GET)).endsWith("ok");
    site.until(() -> counted("idle") == 1);
    long before = counted("idle_reset_total") + counted("idle_closed_total");
    assertThat(ends.offer(reset, 10, TimeUnit.SECONDS)).isTrue();
    site.until(() -> counted("idle_reset_total") + counted("idle_closed_total") > before);
    site.sweptTwice();
  }

  private static boolean isTold(SpanRecord span) {
    return span.entries().stream()
        .anyMatch(
            e ->
                e.event() instanceof HttpEvent.Failed f
                    && f.failure().code() == Code.UPSTREAM_IDLE_RESET);
  }

  @Test
  void isToldOfOneForManyRequestsToo() throws Exception {
    InetSocketAddress back =
        site.listen(
            Party.ORIGIN,
            HttpLimits.DEFAULT,
            x -> x.answer(x.response(200), ByteBufUtil.writeAscii(x.alloc(), "ok")));
    Peer peer = new Peer(back, null, "", Peer.Limits.DEFAULT, Peer.Protocol.HTTP2);
    InetSocketAddress front = site.listen(Trying.of(peer));
    assertThat(Site.ask(front, GET)).endsWith("ok");
    assertThat(Site.ask(front, GET)).endsWith("ok");
    Channel server =
        site.channels.stream().filter(c -> back.equals(c.localAddress())).findFirst().orElseThrow();
    server.config().setOption(ChannelOption.SO_LINGER, 0);
    server.close().sync();
    site.until(() -> counted("idle_reset_total") == 1);
    site.sweptTwice();
    assertThat(site.spans).filteredOn(BrokenIdleTest::isTold).hasSize(1);
    assertThat(counted("idle_closed_total")).isZero();
  }

  @Test
  void isCountedAndOneASecondIsToldWithItsReason() throws Exception {
    try (Backend backend = Backend.playing(this::answer)) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      askAndEnd(front, false);
      assertThat(counted("idle_reset_total")).as("a FIN is how it should be").isZero();
      assertThat(site.spans).noneMatch(BrokenIdleTest::isTold);

      askAndEnd(front, true);
      askAndEnd(front, true);
      assertThat(counted("idle_reset_total")).isEqualTo(2);
      assertThat(site.spans).filteredOn(BrokenIdleTest::isTold).hasSize(1);
      site.clock.forward(2, TimeUnit.SECONDS);
      askAndEnd(front, true);
      assertThat(site.spans).filteredOn(BrokenIdleTest::isTold).hasSize(2);

      SpanRecord told =
          site.spans.stream().filter(BrokenIdleTest::isTold).findFirst().orElseThrow();
      assertThat(told.entries().getLast().event())
          .isEqualTo(new TcpEvent.Closed(TcpEvent.How.RESET));
      assertThat(told.entries().getLast().from()).isEqualTo(Party.ORIGIN);
      assertThat(((HttpEvent.Failed) told.entries().getFirst().event()).failure().detail())
          .endsWith(" reset a kept connection that carried no request, after 1");
    }
  }
}
