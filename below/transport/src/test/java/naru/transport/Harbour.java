package naru.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.EOFException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import naru.base.Clock;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.IpRange;
import naru.base.Limit;
import naru.base.Metrics;
import naru.stack.StackConfig;
import naru.stack.tcp.TcpConfig;
import naru.testkit.Seeds;
import naru.trace.Entry;
import naru.trace.Party;
import naru.trace.SpanRecord;
import naru.trace.TlsEvent;
import naru.trace.Tracer;
import naru.trace.Witness;
import naru.transport.stack.InnerHost;
import naru.transport.stack.InnerNetwork;
import org.jspecify.annotations.Nullable;

/** Both ends of connections in one process: an echo listener, a dialer, and what both told. */
final class Harbour implements AutoCloseable {
  static final long SECONDS_10 = TimeUnit.SECONDS.toNanos(10);

  final Loops loops;
  final Metrics metrics = new Metrics();
  final BlockingQueue<SpanRecord> traces = new LinkedBlockingQueue<>();
  final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  final Tracer tracer = Tracer.of(Clock.system(), 7, traces::add);
  private final InetAddress address;
  private final List<AutoCloseable> open = new ArrayList<>();

  Harbour(boolean epoll) {
    this.loops = Loops.open(2, epoll);
    this.address = InetAddress.getLoopbackAddress();
  }

  private Harbour(Loops loops, InetAddress address, AutoCloseable network) {
    this.loops = loops;
    this.address = address;
    open.add(network);
  }

  /**
   * The same without the kernel: dialed from one host of an inner network, listening on another.
   */
  static Harbour own(boolean epoll) {
    Loops kernel = Loops.open(2, epoll);
    InnerNetwork network =
        InnerNetwork.of(
            List.of(IpRange.parse("10.77.0.0/24")), 1500, Clock.system(), Seeds.of(3)::generator);
    TcpConfig recording = TcpConfig.USUAL.recording(1024, 0);
    InnerHost client =
        network.host("client", StackConfig.of("10.77.0.2/24").with(recording), kernel.all());
    network.host("server", StackConfig.of("10.77.0.1/24").with(recording), kernel.all());
    return new Harbour(kernel.joining(client), IpRange.literal("10.77.0.1"), network);
  }

  /** An address to listen on; port 0 for a free one. */
  InetSocketAddress at(int port) {
    return new InetSocketAddress(address, port);
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  ServerTls tls(CertificateSource source) {
    return ServerTls.of(source, List.of("h2", "http/1.1"), "", metrics);
  }

  ServerTls shopTls() {
    return tls((name, witness) -> TestCertificates.shop());
  }

  Listener echo(@Nullable ServerTls tls) {
    return echo(tls, 100, SECONDS_10);
  }

  Listener echo(@Nullable ServerTls tls, int connections, long handshakeNanos) {
    Limit limit = Limit.of(metrics, "test.connections", connections);
    Listener.Options options = new Listener.Options(Party.GATEWAY, tls, handshakeNanos, limit);
    Listener listener = Listener.open(loops, at(0), options, tracer, this::arrived);
    open.add(listener);
    return listener;
  }

  /** What the listener does with a connection: it sends everything back. */
  void arrived(Arrival arrival) {
    arrival.channel().pipeline().addLast(new Echo());
    arrivals.add(arrival);
  }

  /** An open client connection and what was told of it. */
  record Line(Channel channel, Optional<TlsEvent.Established> tls, List<Entry> told) {
    /** Sends a text and returns as many bytes of answer. */
    String ask(String text) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      channel.pipeline().addLast(new Collector(text.length(), answer));
      channel.config().setAutoRead(true);
      channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
      return answer.orTimeout(10, TimeUnit.SECONDS).join();
    }
  }

  Line dial(InetSocketAddress address, @Nullable ClientTls tls, String name) {
    return dial(new Target(address, tls, name, SECONDS_10, SECONDS_10), new ArrayList<>());
  }

  Line dial(Target target, List<Entry> told) {
    EventLoop loop = loops.next();
    Dialer dialer = Dialer.of(loops);
    Witness witness = witness(told);
    return line(
        loop,
        told,
        dialed -> dialer.dial(loop, target, Party.CLIENT, Party.GATEWAY, witness, dialed));
  }

  Line startTls(Channel channel, ClientTls tls, String name) {
    List<Entry> told = new ArrayList<>();
    Dialer dialer = Dialer.of(loops);
    Witness witness = witness(told);
    return line(
        channel.eventLoop(),
        told,
        dialed ->
            dialer.startTls(
                channel, tls, name, SECONDS_10, Party.CLIENT, Party.PROXY, witness, dialed));
  }

  private Witness witness(List<Entry> told) {
    return (from, to, how, event) ->
        told.add(new Entry(tracer.clock().nanos(), from, to, how, event));
  }

  private static Line line(EventLoop loop, List<Entry> told, Consumer<Dialer.Dialed> start) {
    CompletableFuture<Line> line = new CompletableFuture<>();
    Dialer.Dialed dialed =
        new Dialer.Dialed() {
          @Override
          public void opened(Channel channel, Optional<TlsEvent.Established> tls) {
            line.complete(new Line(channel, tls, told));
          }

          @Override
          public void failed(Failure failure) {
            line.completeExceptionally(failure.asException());
          }
        };
    loop.execute(() -> start.accept(dialed));
    return line.orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Dials what must fail. */
  Failure refused(Target target, List<Entry> told) {
    try {
      dial(target, told).channel().close();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof FailureException named) {
        return named.failure();
      }
      throw failed;
    }
    throw new AssertionError("the connection was opened");
  }

  Arrival arrival() throws InterruptedException {
    Arrival arrival = arrivals.poll(10, TimeUnit.SECONDS);
    if (arrival == null) {
      throw new AssertionError("no connection arrived");
    }
    return arrival;
  }

  SpanRecord trace() throws InterruptedException {
    SpanRecord trace = traces.poll(10, TimeUnit.SECONDS);
    if (trace == null) {
      throw new AssertionError("nothing was traced");
    }
    return trace;
  }

  /** The words of a list of events, such as {@code Connecting, Connected}. */
  static List<String> words(List<Entry> told) {
    return told.stream().map(entry -> entry.event().getClass().getSimpleName()).toList();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
    loops.close();
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.writeAndFlush(message);
    }

    @Override
    @SuppressWarnings("deprecation") // the name is inherited
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable reset) {
      ctx.close();
    }
  }

  private static final class Collector extends SimpleChannelInboundHandler<ByteBuf> {
    private final int wanted;
    private final CompletableFuture<String> answer;
    private final StringBuilder text = new StringBuilder();

    Collector(int wanted, CompletableFuture<String> answer) {
      this.wanted = wanted;
      this.answer = answer;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
      text.append(bytes.toString(StandardCharsets.US_ASCII));
      if (text.length() >= wanted) {
        ctx.pipeline().remove(this);
        answer.complete(text.toString());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      answer.completeExceptionally(new EOFException("closed after '" + text + "'"));
    }
  }
}
