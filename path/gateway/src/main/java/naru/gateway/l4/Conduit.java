package naru.gateway.l4;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import naru.trace.TcpEvent;
import naru.transport.Breakage;
import org.jspecify.annotations.Nullable;

/**
 * Two connections, each of which gets what the other sends. Both live on one loop.
 *
 * <p>One side is read only while the other takes what is written, so that no more than a channel's
 * water mark is ever held. A FIN is passed on as a FIN after everything before it, and the other
 * direction goes on; what breaks, by a reset or otherwise, is passed on as a reset, as a part must
 * not look like the whole.
 */
final class Conduit {
  private final Watcher watcher;
  private final Side client;
  private Side server;
  private boolean over;

  /** Hears of what went through. */
  interface Watcher {
    void moved(boolean up, int bytes);

    /** Both connections are closed; told once. */
    void over(boolean clientFirst, TcpEvent.How how);
  }

  private Conduit(Channel client, boolean halfCloses, Watcher watcher) {
    this.watcher = watcher;
    this.client = new Side(client, true, halfCloses);
    this.server = this.client;
  }

  /** Holds a client's connection until there is a server: reads nothing, keeps what came. */
  static Conduit of(Channel client, boolean halfCloses, Watcher watcher) {
    Conduit conduit = new Conduit(client, halfCloses, watcher);
    conduit.client.attach();
    return conduit;
  }

  /** Joins the server's connection, and begins. */
  void join(Channel channel, boolean halfCloses) {
    server = new Side(channel, false, halfCloses);
    server.other = client;
    client.other = server;
    server.attach();
    client.begin();
    server.begin();
  }

  boolean isClientGone() {
    return !client.channel.isActive();
  }

  /**
   * Whether both connections are closed: one of them may outlive the other by what it must send.
   */
  boolean isClosed() {
    return !client.channel.isOpen() && !server.channel.isOpen();
  }

  /** Ends both with a reset. */
  void reset() {
    client.reset();
    server.reset();
  }

  /** Ends both after what is written already. */
  void close() {
    client.afterWrites(client.channel::close);
    server.afterWrites(server.channel::close);
  }

  /** What is read from one connection goes to the other. */
  private final class Side extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private final boolean isClient;
    private final boolean halfCloses;
    private final Queue<ByteBuf> early = new ArrayDeque<>();
    private Side other = this;
    private boolean begun;
    private boolean ended;

    /** How it broke; null if it did not. */
    private TcpEvent.@Nullable How broke;

    Side(Channel channel, boolean isClient, boolean halfCloses) {
      this.channel = channel;
      this.isClient = isClient;
      this.halfCloses = halfCloses && channel instanceof DuplexChannel;
    }

    void attach() {
      channel.config().setAutoRead(false);
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, halfCloses);
      channel.pipeline().addLast("stream", this);
      channel.closeFuture().addListener(closed -> gone());
    }

    void begin() {
      begun = true;
      boolean any = !early.isEmpty();
      for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
        pass(bytes);
      }
      if (any) {
        other.channel.flush();
      }
      if (channel instanceof DuplexChannel duplex && duplex.isInputShutdown()) {
        ended();
      }
      channel.config().setAutoRead(other.channel.isWritable());
    }

    private void pass(ByteBuf bytes) {
      watcher.moved(isClient, bytes.readableBytes());
      other.channel.write(bytes, other.channel.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      if (begun) {
        pass(bytes);
      } else {
        early.add(bytes); // no more is read; what is here was read before
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      if (begun) {
        other.channel.flush();
        if (!other.channel.isWritable()) {
          channel.config().setAutoRead(false);
        }
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (begun && channel.isWritable()) {
        other.channel.config().setAutoRead(true);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
        ended();
      }
    }

    /** It has said its last word. */
    private void ended() {
      if (ended || !begun) {
        return;
      }
      ended = true;
      other.afterWrites(other::passLastWord);
    }

    private void passLastWord() {
      if (ended || !halfCloses || !other.halfCloses) {
        close();
      } else if (channel instanceof DuplexChannel duplex) {
        duplex.shutdownOutput();
      }
    }

    /** Closing drops what is not written yet; so does shutting down the output. */
    void afterWrites(Runnable then) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> then.run());
    }

    @Override
    @SuppressWarnings("deprecation") // the name is inherited
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable broken) {
      if (broke == null && !over && !Breakage.isOfClosed(broken)) {
        broke = Breakage.of(broken).how();
      }
      channel.close();
    }

    private void gone() {
      early.forEach(ByteBuf::release);
      early.clear();
      if (!over) {
        over = true;
        TcpEvent.How how = broke;
        if (other != this) {
          other.afterWrites(how == null ? other.channel::close : other::reset);
        }
        TcpEvent.How closed = ended ? TcpEvent.How.THEY_CLOSED : TcpEvent.How.WE_CLOSED;
        watcher.over(isClient, how == null ? closed : how);
      }
    }

    void reset() {
      if (channel.isOpen() && halfCloses) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      }
      channel.close();
    }
  }
}
