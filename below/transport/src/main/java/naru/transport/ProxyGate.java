package naru.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Party;
import naru.trace.Prologue;
import naru.trace.Provenance;
import naru.trace.TcpEvent;
import naru.wire.proxy.ProxyHeader;
import naru.wire.proxy.ProxyHeaderReader;
import naru.wire.proxy.ProxyHeaderReader.Step;

/**
 * Takes the PROXY header from the beginning of a connection, then gives way. A connection without
 * one, or that takes too long, is closed and becomes a trace of its own.
 */
final class ProxyGate extends ChannelInboundHandlerAdapter {
  private final Channel channel;
  private final Party at;
  private final Prologue prologue;
  private final Runnable next;
  private final ProxyHeaderReader reader = new ProxyHeaderReader();
  private final ScheduledFuture<?> timer;
  private boolean over;

  /**
   * A gate before a connection whose handlers are not there yet.
   *
   * @param next adds them, once the header is complete
   */
  ProxyGate(Channel channel, Party at, Prologue prologue, long timeoutNanos, Runnable next) {
    this.channel = channel;
    this.at = at;
    this.prologue = prologue;
    this.next = next;
    long millis = TimeUnit.NANOSECONDS.toMillis(timeoutNanos);
    this.timer =
        channel
            .eventLoop()
            .schedule(
                () -> fail("no PROXY header within " + millis + " ms"),
                timeoutNanos,
                TimeUnit.NANOSECONDS);
  }

  /** A connection from whom nobody trusts: closed, and told. */
  static void refuse(Channel channel, Party at, Prologue prologue) {
    String detail =
        Addresses.text(Addresses.remote(channel)) + " is not trusted to send a PROXY header";
    end(channel, at, prologue, Failure.of(Code.TCP_PROXY_UNTRUSTED, Side.CLIENT, detail));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (over) {
      bytes.release();
      return;
    }
    switch (reader.feed(bytes)) {
      case Step.More more -> bytes.release();
      case Step.Garbage garbage -> {
        bytes.release();
        fail("no PROXY header: " + garbage.why());
      }
      case Step.Complete complete -> giveWay(ctx, complete.header(), bytes);
    }
  }

  private void giveWay(ChannelHandlerContext ctx, ProxyHeader header, ByteBuf rest) {
    over = true;
    timer.cancel(false);
    prologue.add(at.caller(), at, Provenance.WIRE, Introduction.of(header));
    header.ends().ifPresent(e -> channel.attr(Addresses.TOLD_CLIENT).set(e.source()));
    next.run();
    if (rest.isReadable()) {
      ctx.fireChannelRead(rest);
      ctx.fireChannelReadComplete();
    } else {
      rest.release();
    }
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail("closed before the end of its PROXY header");
    ctx.fireChannelInactive();
  }

  @Override
  @SuppressWarnings("deprecation") // the name is inherited
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail("broken before the end of its PROXY header: " + cause.getMessage());
  }

  private void fail(String why) {
    if (!over) {
      over = true;
      timer.cancel(false);
      String detail = Addresses.text(Addresses.remote(channel)) + ": " + why;
      end(channel, at, prologue, Failure.of(Code.TCP_PROXY_HEADER, Side.CLIENT, detail));
    }
  }

  private static void end(Channel channel, Party at, Prologue prologue, Failure failure) {
    prologue.add(at.caller(), at, Provenance.DERIVED, new TcpEvent.Failed(failure));
    prologue.endAlone(at);
    channel.close();
  }
}
