package naru.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.TlsEvent;
import naru.trace.Witness;
import naru.wire.tls.Alert;
import naru.wire.tls.ClientHello;
import naru.wire.tls.ServerHello;
import org.jspecify.annotations.Nullable;

/**
 * One TLS handshake from its first byte to its end, which comes exactly once: a key, a failure, the
 * close of the connection, or the end of the time it has.
 */
final class Handshake extends ChannelInboundHandlerAdapter {
  private final Channel channel;
  private final Ends ends;
  private final HelloWatch watch;
  private final Outcome outcome;
  private final ScheduledFuture<?> timer;
  private String serverName;
  private boolean over;

  /**
   * Between whom.
   *
   * @param server whether we are the server
   * @param from the client's party
   * @param to the server's party
   */
  record Ends(boolean server, Party from, Party to, Witness witness) {
    HelloWatch watch() {
      return new HelloWatch(server, from, to, witness);
    }
  }

  /** How it ended. */
  interface Outcome {
    /** There is a key. Told before {@link TlsEvent.Established}, to add what else was seen. */
    default void agreed(SSLEngine engine, boolean resumed) {}

    void established(TlsEvent.Established established);

    /** The connection closes. */
    void failed(Failure failure);
  }

  Handshake(
      Channel channel,
      Ends ends,
      HelloWatch watch,
      String serverName,
      long nanos,
      Outcome outcome) {
    this.channel = channel;
    this.ends = ends;
    this.watch = watch;
    this.serverName = serverName;
    this.outcome = outcome;
    this.timer = channel.eventLoop().schedule(() -> timedOut(nanos), nanos, TimeUnit.NANOSECONDS);
  }

  /** The name is known only when the client has said it. */
  void serverName(String name) {
    this.serverName = name;
  }

  boolean isOver() {
    return over;
  }

  Failures.Handshaking failures() {
    return new Failures.Handshaking(
        ends.server(), serverName, Addresses.text(channel.remoteAddress()));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent completion)) {
      ctx.fireUserEventTriggered(event);
    } else if (completion.isSuccess()) {
      succeed(ctx);
    } else {
      fail(failure(completion.cause()));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Alert alert = watch.alert();
    fail(alert == null ? failures().closed() : failures().alerted(alert.name()));
    ctx.fireChannelInactive();
  }

  /** The completion event has told the same already, or is about to. */
  @Override
  @SuppressWarnings("deprecation") // the name is inherited
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(failure(cause));
  }

  private Failure failure(Throwable cause) {
    Alert alert = watch.alert();
    return alert == null ? failures().of(cause) : failures().alerted(alert.name());
  }

  private void timedOut(long nanos) {
    fail(failures().timedOut(TimeUnit.NANOSECONDS.toMillis(nanos)));
  }

  private void succeed(ChannelHandlerContext ctx) {
    if (over) {
      return;
    }
    over = true;
    timer.cancel(false);
    SslHandler ssl = innermost(ctx.pipeline());
    TlsEvent.Established established = established(ssl);
    outcome.agreed(ssl.engine(), established.resumed());
    ends.witness().add(ends.from(), ends.to(), Provenance.DERIVED, established);
    ctx.pipeline().remove(this);
    outcome.established(established);
  }

  /** The handler whose handshake is over: the last one, where TLS runs inside TLS. */
  private static SslHandler innermost(ChannelPipeline pipeline) {
    SslHandler last = pipeline.get(SslHandler.class);
    for (var entry : pipeline) {
      if (entry.getValue() instanceof SslHandler ssl) {
        last = ssl;
      }
    }
    return last;
  }

  private TlsEvent.Established established(SslHandler ssl) {
    SSLSession session = ssl.engine().getSession();
    @Nullable ServerHello hello = watch.serverHello();
    @Nullable ClientHello offer = watch.clientHello();
    String alpn = ssl.applicationProtocol();
    return new TlsEvent.Established(
        hello == null ? session.getProtocol().replace("TLSv", "") : hello.version(),
        hello == null ? session.getCipherSuite() : hello.suite(),
        hello == null ? "" : hello.group(),
        alpn == null ? "" : alpn,
        hello != null && offer != null && hello.resumes(offer),
        serverName);
  }

  /** Ends it with a failure and closes the connection; nothing if it is over. */
  void fail(Failure failure) {
    if (over) {
      return;
    }
    over = true;
    timer.cancel(false);
    TlsEvent.Failed event = new TlsEvent.Failed(serverName, failure);
    ends.witness().add(ends.from(), ends.to(), Provenance.DERIVED, event);
    channel.close();
    outcome.failed(failure);
  }

  /** It is not ours: the connection goes on without us. */
  void leave() {
    over = true;
    timer.cancel(false);
    channel.pipeline().remove(watch).remove(this);
  }

  /** A failure that the other side is told by an alert in clear text, before there is a key. */
  void failWithAlert(ChannelHandlerContext ctx, int description, Failure failure) {
    if (!over) {
      ctx.writeAndFlush(Alert.fatal(description).record());
      fail(failure);
    }
  }

  /** The failure of a name for which there is no certificate. */
  Failure noCertificate(String why) {
    return Failure.of(Code.TLS_NO_CERTIFICATE, Side.CLIENT, why);
  }
}
