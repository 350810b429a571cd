package naru.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.TcpEvent;
import naru.trace.TlsEvent;
import naru.trace.Witness;
import naru.transport.stack.StackSocketChannel;

/**
 * Opens connections, with TLS or without, by TCP or to Unix sockets. A Unix socket whose queue is
 * full refuses at once where TCP would send its SYN again: it is asked again and again, until the
 * time to connect is over.
 */
public final class Dialer {
  /** A Unix socket whose queue is full is asked again after this, then after twice as long. */
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(64);

  private final Loops loops;

  private Dialer(Loops loops) {
    this.loops = loops;
  }

  public static Dialer of(Loops loops) {
    return new Dialer(loops);
  }

  /**
   * Where a connection goes when it is open, or the reason why it is not. One call, on the loop.
   */
  public interface Dialed {
    /**
     * Open, and with autoRead off: add handlers, then {@code channel.config().setAutoRead(true)} or
     * {@code channel.read()}.
     */
    void opened(Channel channel, Optional<TlsEvent.Established> tls);

    void failed(Failure failure);
  }

  /**
   * Connects, and shakes hands if the target has TLS.
   *
   * @param loop where the connection is to live; the caller is on it
   * @param from who dials, for the trace
   * @param to who is dialed
   * @param witness is told each step
   */
  public void dial(
      EventLoop loop, Target target, Party from, Party to, Witness witness, Dialed dialed) {
    Dialing dialing = new Dialing(loop, target, from, to, witness, dialed);
    dialing.tell(new TcpEvent.Connecting(dialing.remote));
    // Not in this turn of the loop: epoll's events are told apart by file descriptors, and those
    // of a connection that was just closed would be taken for the new one's that got its number.
    loop.execute(dialing::connect);
  }

  /** One connection that is being made. */
  private final class Dialing {
    private final EventLoop loop;
    private final Target target;
    private final Party from;
    private final Party to;
    private final Witness witness;
    private final Dialed dialed;
    private final String remote;
    private final Provenance how;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long pausedNanos;

    Dialing(EventLoop loop, Target target, Party from, Party to, Witness witness, Dialed dialed) {
      this.loop = loop;
      this.target = target;
      this.from = from;
      this.to = to;
      this.witness = witness;
      this.dialed = dialed;
      this.remote = Addresses.text(target.address());
      this.how = loops.isOwn(target.address()) ? Provenance.WIRE : Provenance.KERNEL;
    }

    void tell(TcpEvent event) {
      witness.add(from, to, how, event);
    }

    void connect() {
      Optional<FlowCapture> capture = loops.capture(target.address());
      ChannelFuture connect =
          LoopFutures.on(loop, bootstrap(loop, target).connect(loops.dialed(target.address())));
      connect.addListener(
          done -> {
            if (done.isSuccess()) {
              connected(connect.channel(), capture);
            } else {
              failed(done.cause(), capture);
            }
          });
    }

    private void failed(Throwable cause, Optional<FlowCapture> capture) {
      capture.ifPresent(FlowCapture::close);
      if (isFullForNow(cause)) {
        loop.schedule(this::connect, pauseNanos, TimeUnit.NANOSECONDS);
        pausedNanos += pauseNanos;
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        return;
      }
      Failure failure = Failures.connecting(remote, target, cause);
      tell(new TcpEvent.Failed(failure));
      dialed.failed(failure);
    }

    private boolean isFullForNow(Throwable cause) {
      return target.address() instanceof UnixDomainSocketAddress
          && pausedNanos < target.connectTimeoutNanos()
          && UnixFailures.isFull(cause);
    }

    private void connected(Channel channel, Optional<FlowCapture> capture) {
      capture.ifPresent(c -> TcpFacts.attach(channel, c));
      tell(new TcpEvent.Connected(Addresses.localText(channel), remote));
      OnBehalf client = target.onBehalf();
      if (client != null) {
        introduce(channel, client);
        witness.add(from, to, Provenance.WIRE, Introduction.of(client.header()));
      }
      ClientTls tls = target.tls();
      if (tls == null) {
        dialed.opened(channel, Optional.empty());
        return;
      }
      Farewell.on(channel);
      long nanos = target.handshakeTimeoutNanos();
      startTls(channel, tls, target.serverName(), nanos, from, to, witness, dialed);
    }
  }

  private static void introduce(Channel channel, OnBehalf client) {
    ByteBuf bytes = channel.alloc().buffer();
    client.write(bytes);
    channel.writeAndFlush(bytes, channel.voidPromise());
  }

  private Bootstrap bootstrap(EventLoop loop, Target target) {
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(target.connectTimeoutNanos()));
    Bootstrap bootstrap = new Bootstrap().group(loop);
    if (loops.isOwn(target.address())) {
      InetSocketAddress own = (InetSocketAddress) target.address();
      bootstrap.channelFactory(() -> new StackSocketChannel(loops.dialing(loop, own)));
    } else {
      bootstrap
          .channelFactory(loops.socketChannel(target.address()))
          .option(ChannelOption.RECVBUF_ALLOCATOR, LoopBuffers.reads());
    }
    return bootstrap
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(millis, Integer.MAX_VALUE))
        .handler(new ChannelInboundHandlerAdapter());
  }

  /**
   * TLS over a channel that is open already, such as inside a CONNECT tunnel. Called on its loop.
   *
   * @param serverName SNI, and the name that the certificate must be good for
   * @param handshakeTimeoutNanos at least a millisecond
   * @param dialed gets the same channel with autoRead off; after a failure it closes
   */
  public void startTls(
      Channel channel,
      ClientTls tls,
      String serverName,
      long handshakeTimeoutNanos,
      Party from,
      Party to,
      Witness witness,
      Dialed dialed) {
    Handshake.Ends ends = new Handshake.Ends(false, from, to, witness);
    HelloWatch watch = ends.watch();
    Handshake.Outcome outcome = new ClientOutcome(channel, tls, serverName, ends, dialed);
    Handshake handshake =
        new Handshake(channel, ends, watch, serverName, handshakeTimeoutNanos, outcome);
    int port = channel.remoteAddress() instanceof InetSocketAddress host ? host.getPort() : 0;
    SslHandler ssl = tls.handler(channel.alloc(), serverName, port);
    // Last: the channel may carry TLS already, inside which this TLS runs.
    channel.pipeline().addLast(watch, handshake);
    channel.pipeline().addAfter(channel.pipeline().context(watch).name(), null, ssl); // it begins
    channel.config().setAutoRead(true); // the engine needs the server's answer
  }
}
