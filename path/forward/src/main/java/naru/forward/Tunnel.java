package naru.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import naru.base.Clock;
import naru.http.Exchange;
import naru.http.Sweep;
import naru.trace.Party;
import naru.trace.ProxyEvent;
import naru.trace.Span;
import naru.trace.TcpEvent;
import naru.transport.Breakage;
import naru.transport.TcpFacts;
import org.jspecify.annotations.Nullable;

/**
 * Bytes from one connection to another and back, not looked at. Both live on one event loop.
 *
 * <p>Each side is read only while the other takes what is written. A side that has said its last
 * word (FIN) has it passed on after everything before it, and still hears the other to its end; a
 * side that speaks TLS to us cannot do that, so its end is the end of both. What breaks, by a reset
 * or otherwise, is passed on as a reset: a part must not look like the whole.
 */
final class Tunnel implements Sweep.Swept {
  /** Told once, when both connections are closed. */
  interface Closed {
    void bytes(long up, long down);
  }

  private final Span span;
  private final Party at;
  private final Clock clock;
  private final long idleNanos;
  private final Closed whenClosed;
  private final Side client;
  private final Side server;
  private long lastNanos;
  private boolean ending;
  private int open = 2;

  private Tunnel(
      Exchange x, Channel clientChannel, Channel serverChannel, long idleNanos, Closed whenClosed) {
    this.span = x.span();
    this.at = x.at();
    this.clock = x.loopState().clock();
    this.idleNanos = idleNanos;
    this.whenClosed = whenClosed;
    this.client = new Side(clientChannel, Party.CLIENT, !x.isSecure());
    this.server = new Side(serverChannel, Party.ORIGIN, true);
    this.lastNanos = clock.nanos();
  }

  /** Joins two open connections; the exchange's span ends with the tunnel. */
  static void open(Exchange x, Channel client, Channel server, long idleNanos, Closed whenClosed) {
    Tunnel tunnel = new Tunnel(x, client, server, idleNanos, whenClosed);
    tunnel.client.join(tunnel.server);
    tunnel.server.join(tunnel.client);
    x.loopState().sweep().add(tunnel);
    // After what the client sent ahead of the answer, which HTTP hands over in this loop's turn.
    x.loop().execute(tunnel::start);
  }

  private void start() {
    client.start();
    server.start();
  }

  /** One connection: what is read from it goes to the other. */
  private final class Side extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private final Party party;
    private final boolean halfCloses;
    private Side other = this;
    private long bytes;
    private boolean ended;
    private boolean endedFirst;

    /** How it broke, by the other side or by us; null if it did not. */
    private TcpEvent.@Nullable How broke;

    private boolean started;
    private boolean endSeen;

    Side(Channel channel, Party party, boolean halfCloses) {
      this.channel = channel;
      this.party = party;
      this.halfCloses = halfCloses && channel instanceof DuplexChannel;
    }

    void join(Side to) {
      other = to;
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, halfCloses);
      channel.pipeline().addLast("tunnel", this);
      channel.closeFuture().addListener(closed -> gone());
    }

    void start() {
      started = true;
      if (endSeen || (channel instanceof DuplexChannel duplex && duplex.isInputShutdown())) {
        ended();
      }
      channel.config().setAutoRead(other.channel.isWritable());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf data = (ByteBuf) message;
      bytes += data.readableBytes();
      other.channel.write(data, other.channel.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      lastNanos = clock.nanos();
      other.channel.flush();
      if (!other.channel.isWritable()) {
        channel.config().setAutoRead(false);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      lastNanos = clock.nanos();
      if (channel.isWritable()) {
        other.channel.config().setAutoRead(true);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
        endSeen = true;
        if (started) {
          ended();
        }
      }
    }

    /** It has said its last word. */
    private void ended() {
      if (ended) {
        return;
      }
      ended = true;
      endedFirst = !other.ended;
      other.afterWrites(other::passLastWord);
    }

    private void passLastWord() {
      boolean both = ended || !halfCloses || !other.halfCloses;
      if (both) {
        end();
      } else if (channel instanceof DuplexChannel duplex) {
        duplex.shutdownOutput();
      }
    }

    /** Closing drops what is not written yet; so does shutting down the output. */
    private void afterWrites(Runnable then) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> then.run());
    }

    @Override
    @SuppressWarnings("deprecation") // the name is inherited
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable broken) {
      if (broke == null && !ending && !Breakage.isOfClosed(broken)) {
        broke = Breakage.of(broken).how();
      }
      channel.close();
    }

    /** The connection is closed: by its other side, by a reset, or by us. */
    private void gone() {
      endedFirst |= !ended && !other.ended && !ending;
      ended = true;
      open--;
      if (open == 0) {
        over();
      } else if (!ending) {
        tellFacts();
        other.afterWrites(broke == null ? other.channel::close : other::reset);
      }
    }

    private void reset() {
      broke = TcpEvent.How.RESET;
      if (channel.isOpen() && halfCloses) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      }
      channel.close();
    }

    private void tellEnd() {
      TcpEvent.How closed = endedFirst ? TcpEvent.How.THEY_CLOSED : TcpEvent.How.WE_CLOSED;
      TcpEvent.How how = broke;
      boolean theirs = endedFirst;
      span.add(
          theirs ? party : at,
          theirs ? at : party,
          TcpFacts.provenance(channel),
          new TcpEvent.Closed(how == null ? closed : how));
    }
  }

  /** Both have said their last word. */
  private void end() {
    if (!ending) {
      tellFacts();
      client.afterWrites(client.channel::close);
      server.afterWrites(server.channel::close);
    }
  }

  /** Once, while at least one connection is open. */
  private void tellFacts() {
    ending = true;
    tellFacts(client);
    tellFacts(server);
  }

  private void tellFacts(Side side) {
    TcpFacts.tell(side.channel, span, at, side.party);
  }

  private void over() {
    span.add(new ProxyEvent.TunnelClosed(client.bytes, server.bytes));
    client.tellEnd();
    server.tellEnd();
    span.end();
    TcpFacts.tellEnd(client.channel, span, at, client.party, () -> {});
    TcpFacts.tellEnd(server.channel, span, at, server.party, () -> {});
    whenClosed.bytes(client.bytes, server.bytes);
  }

  /** Nothing went on for too long: also when one side does not take the other's last bytes. */
  @Override
  public void sweep(long now) {
    if (open > 0 && now - lastNanos > idleNanos) {
      if (!ending) {
        tellFacts();
      }
      client.channel.close();
      server.channel.close();
    }
  }

  @Override
  public boolean isEnded() {
    return open == 0;
  }
}
