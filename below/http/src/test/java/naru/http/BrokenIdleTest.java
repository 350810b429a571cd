package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.Errors;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import naru.base.Code;
import naru.base.Failure;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Span;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.trace.Witness;
import naru.transport.Dialer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static Errors.NativeIoException error(int errno) {
    return new Errors.NativeIoException("recv", -errno);
  }

  /** What the kernel says of a connection is told as that, and only a RST as one. */
  @ParameterizedTest
  @CsvSource({
    "104, RESET, upstream.reset.idle, carried no request",
    "110, TIMED_OUT, upstream.connection-lost, broke: ETIMEDOUT",
    "113, UNREACHABLE, upstream.connection-lost, broke: EHOSTUNREACH",
    "71, BROKEN, upstream.connection-lost, broke: errno 71"
  })
  void whatIsNoResetIsNotToldAsOne(int errno, TcpEvent.How how, String reason, String detail)
      throws Exception {
    try (Backend backend = Backend.playing(this::answer)) {
      InetSocketAddress front = site.listen(Trying.of(backend.peer()));
      assertThat(Site.ask(front, GET)).endsWith("ok");
      site.until(() -> counted("idle") == 1);
      Span nobody = site.tracer.span();
      site.onLoop(
          () -> {
            nobody.beginRoot(Party.GATEWAY);
            PeerPool pool = site.engine.state((EventLoop) site.loops.next()).pool(backend.peer());
            pool.take(breaking(pool, error(errno)), nobody, Party.GATEWAY);
          });
      site.sweptTwice();
      assertThat(counted("idle_reset_total")).isEqualTo(errno == 104 ? 1 : 0);
      assertThat(counted("idle_lost_total")).isEqualTo(errno == 104 ? 0 : 1);
      List<SpanRecord> all =
          site.spans.stream().filter(s -> !Site.failures(List.of(s)).isEmpty()).toList();
      assertThat(all).hasSize(1);
      SpanRecord told = all.getFirst();
      assertThat(told.entries().getLast().event()).isEqualTo(new TcpEvent.Closed(how));
      Failure failure = ((HttpEvent.Failed) told.entries().getFirst().event()).failure();
      assertThat(failure.code().reason()).isEqualTo(reason);
      assertThat(failure.detail()).endsWith(detail + ", after 1");
    }
  }

  /** Takes a connection, gives it back unused, and lets it break. */
  private static Waiters.Taker breaking(PeerPool pool, Throwable cause) {
    return Sole.of(
        Waiters.Taker.class,
        (method, arguments) -> {
          if (method.equals("connected")) {
            pool.giveBack((ClientStream) arguments[0]);
            ((ClientConnection) arguments[0]).channel().pipeline().fireExceptionCaught(cause);
          }
          return method.equals("isRepeatable");
        });
  }

  @Test
  void whatBreaksUnderARequestIsNoResetEither() throws Exception {
    BlockingQueue<Failure> failures = new LinkedBlockingQueue<>();
    try (Backend backend = Backend.playing(Site::readAll)) {
      Consumer<ClientStream> breaking =
          stream -> {
            Channel channel = ((ClientConnection) stream).channel();
            channel.eventLoop().execute(() -> channel.pipeline().fireExceptionCaught(error(110)));
          };
      Stop stop = x -> new Sole(breaking, failures).ask(x, backend.peer());
      assertThat(Site.ask(site.listen(stop), GET))
          .startsWith("HTTP/1.1 502 ")
          .contains("upstream.connection-lost");
      assertThat(failures.poll(10, TimeUnit.SECONDS).detail()).endsWith(": ETIMEDOUT");
    }
  }

  @Test
  void whatBreaksInHttp2IsNoResetEither() throws Exception {
    InetSocketAddress back =
        site.listen(
            Party.ORIGIN,
            HttpLimits.DEFAULT,
            x -> x.fail(Failure.of(Code.INTERNAL, naru.base.Side.US, "")));
    Peer peer = new Peer(back, null, "", Peer.Limits.DEFAULT, Peer.Protocol.HTTP2);
    BlockingQueue<Http2Client> ready = new LinkedBlockingQueue<>();
    EventLoop loop = (EventLoop) site.loops.next();
    LoopState state = site.engine.state(loop);
    BlockingQueue<Failure> failures = new LinkedBlockingQueue<>();
    Http2Client.Keeper keeper =
        Sole.of(
            Http2Client.Keeper.class,
            (method, arguments) -> {
              if (method.equals("ready")) {
                ready.add((Http2Client) arguments[0]);
              } else if (method.equals("closed")) {
                failures.add((Failure) arguments[1]);
              }
              return null;
            });
    Dialer.Dialed dialed =
        Sole.of(
            Dialer.Dialed.class,
            (method, arguments) -> {
              assertThat(method).as("%s", arguments[0]).isEqualTo("opened");
              IdleTime time = new IdleTime(1);
              Http2Client.on(state, (Channel) arguments[0], peer, time, keeper);
              return null;
            });
    site.onLoop(
        () ->
            state.dialer().dial(loop, peer.target(), Party.GATEWAY, Party.ORIGIN, WITNESS, dialed));
    Http2Client client = ready.poll(10, TimeUnit.SECONDS);
    assertThat(client).isNotNull();
    site.onLoop(() -> client.channel().pipeline().fireExceptionCaught(error(110)));
    assertThat(failures.poll(10, TimeUnit.SECONDS).code()).isEqualTo(Code.UPSTREAM_LOST);
    assertThat(client.ending().fault()).extracting(Failure::code).isEqualTo(Code.UPSTREAM_LOST);
    assertThat(counted("idle_reset_total")).isZero();
    assertThat(counted("idle_lost_total")).isEqualTo(1);
  }

  private static final Witness WITNESS = (by, to, provenance, event) -> {};

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
