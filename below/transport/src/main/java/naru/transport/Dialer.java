package naru.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.TcpEvent;
import naru.trace.TlsEvent;
import naru.trace.Witness;
import naru.transport.stack.StackSocketChannel;

/** Opens connections, with TLS or without. */
public final class Dialer {
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
    String remote = Addresses.text(target.address());
    Provenance how = loops.isOwn(target.address()) ? Provenance.WIRE : Provenance.KERNEL;
    witness.add(from, to, how, new TcpEvent.Connecting(remote));
    // Not in this turn of the loop: epoll's events are told apart by file descriptors, and those
    // of a connection that was just closed would be taken for the new one's that got its number.
    loop.execute(() -> connect(loop, target, from, to, witness, dialed));
  }

  private void connect(
      EventLoop loop, Target target, Party from, Party to, Witness witness, Dialed dialed) {
    String remote = Addresses.text(target.address());
    Provenance how = loops.isOwn(target.address()) ? Provenance.WIRE : Provenance.KERNEL;
    Optional<FlowCapture> capture = loops.capture(target.address());
    ChannelFuture connect = LoopFutures.on(loop, bootstrap(loop, target).connect(target.address()));
    connect.addListener(
        done -> {
          if (!done.isSuccess()) {
            Failure failure = Failures.connecting(remote, target, done.cause());
            witness.add(from, to, how, new TcpEvent.Failed(failure));
            capture.ifPresent(FlowCapture::close);
            dialed.failed(failure);
            return;
          }
          Channel channel = connect.channel();
          capture.ifPresent(c -> TcpFacts.attach(channel, c));
          String local = Addresses.text(Addresses.local(channel));
          witness.add(from, to, how, new TcpEvent.Connected(local, remote));
          if (target.onBehalf() != null) {
            introduce(channel, target.onBehalf());
            witness.add(from, to, Provenance.WIRE, Introduction.of(target.onBehalf().header()));
          }
          if (target.tls() == null) {
            dialed.opened(channel, Optional.empty());
          } else {
            Farewell.on(channel);
            startTls(
                channel,
                target.tls(),
                target.serverName(),
                target.handshakeTimeoutNanos(),
                from,
                to,
                witness,
                dialed);
          }
        });
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
      bootstrap.channelFactory(() -> new StackSocketChannel(loops.dialing(loop, target.address())));
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
    int port = Addresses.remote(channel).getPort();
    SslHandler ssl = tls.handler(channel.alloc(), serverName, port);
    // Last: the channel may carry TLS already, inside which this TLS runs.
    channel.pipeline().addLast(watch, handshake);
    channel.pipeline().addAfter(channel.pipeline().context(watch).name(), null, ssl); // it begins
    channel.config().setAutoRead(true); // the engine needs the server's answer
  }
}
