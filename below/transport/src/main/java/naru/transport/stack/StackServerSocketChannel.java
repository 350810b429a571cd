package naru.transport.stack;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.ChannelId;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import naru.stack.tcp.Acceptor;
import naru.stack.tcp.Connection;
import naru.stack.tcp.Listener;
import org.jspecify.annotations.Nullable;

/** A port of Naru's own stack that accepts connections, as a Netty channel. */
public final class StackServerSocketChannel extends AbstractServerChannel
    implements ServerSocketChannel {
  private final StackLoop home;
  private final StackServerSocketChannelConfig config;
  private final ArrayDeque<StackSocketChannel> waiting = new ArrayDeque<>(4);
  private @Nullable Listener listener;
  private boolean open = true;
  private boolean readPending;
  private boolean readQueued;

  public StackServerSocketChannel(StackLoop home) {
    this.home = home; // before super(), which asks for the id
    super();
    this.config = new StackServerSocketChannelConfig(this);
  }

  @Override
  protected ChannelId newId() {
    return home.nextId();
  }

  @Override
  public StackServerSocketChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open && listener != null;
  }

  @Override
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) super.localAddress();
  }

  @Override
  public @Nullable InetSocketAddress remoteAddress() {
    return null;
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    Listener l = listener;
    return l == null ? null : Sockets.address(l.address(), Math.max(0, l.port()));
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop.equals(home.loop());
  }

  @Override
  protected void doBind(SocketAddress local) throws IOException {
    listener =
        Sockets.listen(
            home, Sockets.resolved(local), config.tcp(), config.getBacklog(), new Queueing());
    home.opened(this);
  }

  @Override
  protected void doClose() {
    open = false;
    Listener l = listener;
    if (l != null) {
      l.close();
      home.closed(this);
    }
    for (StackSocketChannel c = waiting.poll(); c != null; c = waiting.poll()) {
      c.unsafe().closeForcibly();
    }
  }

  @Override
  protected void doBeginRead() {
    readPending = true;
    if (!waiting.isEmpty()) {
      readLater();
    }
  }

  void clearReadPending() {
    home.run(() -> readPending = false);
  }

  private void readLater() {
    if (!readQueued) {
      readQueued = true;
      home.afterwards(this::handOut);
    }
  }

  private void handOut() {
    readQueued = false;
    if (!readPending || !open || waiting.isEmpty()) {
      return;
    }
    var handle = unsafe().recvBufAllocHandle();
    handle.reset(config);
    readPending = false;
    do {
      StackSocketChannel accepted = waiting.poll();
      if (accepted == null) {
        break;
      }
      handle.incMessagesRead(1);
      pipeline().fireChannelRead(accepted);
    } while (open && config.isAutoRead()); // they are open: to wait would not spare any work
    handle.readComplete();
    pipeline().fireChannelReadComplete();
  }

  /**
   * Connections of one pass are handed out together; until somebody reads they wait here, as many
   * as the backlog allows.
   */
  private final class Queueing implements Acceptor {
    @Override
    public void accepted(Connection connection) {
      if (waiting.size() >= config.getBacklog()) {
        connection.abort();
        return;
      }
      waiting.add(new StackSocketChannel(StackServerSocketChannel.this, home, connection));
      if (readPending) {
        readLater();
      }
    }
  }
}
