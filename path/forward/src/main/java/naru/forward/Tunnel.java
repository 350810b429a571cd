package naru.forward;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import naru.base.Clock;
import naru.http.Exchange;
import naru.http.Sweep;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.ProxyEvent;
import naru.trace.Span;
import naru.trace.TcpEvent;

/**
 * Bytes from one connection to another and back, not looked at. Each side is read only while the
 * other takes what is written; when one side has said its last word, the other is told so and may
 * still finish. Both live on one event loop.
 */
final class Tunnel implements Sweep.Swept {
  private final Span span;
  private final Party at;
  private final Clock clock;
  private final Channel client;
  private final Channel server;
  private final long idleNanos;
  private final Runnable whenClosed;
  private long lastNanos;
  private long bytesUp;
  private long bytesDown;
  private boolean clientClosedFirst;
  private int closed;

  private Tunnel(Exchange x, Channel client, Channel server, long idleNanos, Runnable whenClosed) {
    this.span = x.span();
    this.at = x.at();
    this.clock = x.loopState().clock();
    this.client = client;
    this.server = server;
    this.idleNanos = idleNanos;
    this.whenClosed = whenClosed;
    this.lastNanos = clock.nanos();
  }

  /** Joins two open connections; the exchange's span ends with the tunnel. */
  static void open(
      Exchange x, Channel client, Channel server, long idleNanos, Runnable whenClosed) {
    Tunnel tunnel = new Tunnel(x, client, server, idleNanos, whenClosed);
    allowHalfClosure(client);
    allowHalfClosure(server);
    client.pipeline().addLast("tunnel", tunnel.new End(server, true));
    server.pipeline().addLast("tunnel", tunnel.new End(client, false));
    x.loopState().sweep().add(tunnel);
    client.config().setAutoRead(true);
    server.config().setAutoRead(true);
  }

  private static void allowHalfClosure(Channel channel) {
    if (channel instanceof DuplexChannel) {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
  }

  /** One side: what it reads goes to the other. */
  private final class End extends ChannelInboundHandlerAdapter {
    private final Channel other;
    private final boolean isClient;
    private boolean gone;

    End(Channel other, boolean isClient) {
      this.other = other;
      this.isClient = isClient;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf data = (ByteBuf) message;
      if (isClient) {
        bytesUp += data.readableBytes();
      } else {
        bytesDown += data.readableBytes();
      }
      other.write(data, other.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      lastNanos = clock.nanos();
      other.flush();
      if (!other.isWritable()) {
        ctx.channel().config().setAutoRead(false);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (ctx.channel().isWritable()) {
        other.config().setAutoRead(true);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        firstWord();
        if (other instanceof DuplexChannel duplex && other.isActive()) {
          duplex.shutdownOutput();
        }
        if (other instanceof DuplexChannel duplex && duplex.isInputShutdown()) {
          ctx.close();
          other.close();
        }
      }
    }

    private void firstWord() {
      if (closed == 0) {
        clientClosedFirst |= isClient;
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (gone) {
        return;
      }
      gone = true;
      firstWord();
      closed++;
      if (closed == 2) {
        over();
      } else {
        other.flush();
        other.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  private void over() {
    span.add(new ProxyEvent.TunnelClosed(bytesUp, bytesDown));
    TcpEvent.How how = clientClosedFirst ? TcpEvent.How.THEY_CLOSED : TcpEvent.How.WE_CLOSED;
    span.add(
        clientClosedFirst ? Party.CLIENT : at,
        clientClosedFirst ? at : Party.CLIENT,
        Provenance.KERNEL,
        new TcpEvent.Closed(how));
    span.end();
    whenClosed.run();
  }

  @Override
  public void sweep(long now) {
    if (closed == 0 && now - lastNanos > idleNanos) {
      client.close();
      server.close();
    }
  }

  @Override
  public boolean isEnded() {
    return closed == 2;
  }
}
