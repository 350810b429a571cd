package naru.transport.stack;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.util.Optional;
import naru.stack.tcp.Connection;
import naru.stack.tcp.ConnectionEvents;
import naru.stack.tcp.Ending;
import naru.stack.tcp.State;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection of Naru's own stack as a Netty channel. What {@code NioSocketChannel} promises
 * holds here: the order of events, half-close, reads only when asked for, the words of failures.
 *
 * <p>Bytes pass uncopied: a read hands out the buffers in which segments came, a write hands the
 * buffer to the connection, which keeps it until its bytes are acknowledged. Reads that nobody asks
 * for stay in the connection and close its window; writes that the connection has no room for stay
 * in the channel's buffer and make it unwritable.
 *
 * <p>An idle channel holds nothing but itself, its config, its pipeline and the connection: what a
 * connect or a read needs is made when it begins.
 */
public final class StackSocketChannel extends HalfClosingChannel {
  private final StackSocketChannelConfig config;
  private @Nullable InetSocketAddress wanted;
  private @Nullable Connecting connecting;
  private @Nullable Connection connection;
  private @Nullable Ending brokenBy;
  private boolean open = true;
  private boolean connected;
  private boolean readPending;
  private boolean readQueued;
  private boolean flushQueued;
  private boolean noRoom;
  private boolean inputShutdown;
  private boolean inputEndTold;
  private boolean outputShutdown;
  @Nullable StackSocketChannel newer;
  @Nullable StackSocketChannel older;

  /** A channel to connect with. */
  public StackSocketChannel(StackLoop home) {
    super(home, null);
    this.config = new StackSocketChannelConfig(this, StackSocketChannelConfig.USUAL);
  }

  /** A connection that was accepted. */
  StackSocketChannel(StackServerSocketChannel parent, StackLoop home, Connection accepted) {
    super(home, parent);
    this.config = new StackSocketChannelConfig(this, accepted.options());
    this.connection = accepted;
    this.connected = true;
    accepted.events((Flow) unsafe());
    home.opened(this);
  }

  /** Whose segments this channel's are; empty before the connect. */
  public Optional<Connection> connection() {
    return Optional.ofNullable(connection);
  }

  @Override
  public StackSocketChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return connected && open;
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    Connection c = connection;
    return c == null ? wanted : Sockets.address(c.localAddress(), c.localPort());
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    Connection c = connection;
    return c == null || !connected ? null : Sockets.address(c.remoteAddress(), c.remotePort());
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new Flow();
  }

  // ---- what Netty asks for

  /** What broke before anybody listened is told once somebody does. */
  @Override
  protected void doRegister(ChannelPromise promise) {
    promise.setSuccess();
    if (brokenBy != null) {
      home.afterwards((Flow) unsafe());
    }
  }

  @Override
  protected void doBind(SocketAddress local) {
    wanted = Sockets.resolved(local);
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doClose() {
    if (!open) {
      return;
    }
    open = false;
    Connecting pending = connecting;
    connecting = null;
    if (pending != null) {
      pending.fail(new ClosedChannelException());
    }
    Connection c = connection;
    if (c != null) {
      home.closed(this);
      if (config.getSoLinger() == 0) {
        c.abort();
      } else {
        c.close();
      }
      if (c.state() == State.CLOSED || c.state() == State.TIME_WAIT) {
        forget(c); // it ended before, with bytes that nobody took
      }
    }
  }

  private static void forget(Connection c) {
    for (ByteBuf bytes = c.receive(); bytes != null; bytes = c.receive()) {
      bytes.release();
    }
  }

  /** Never reads at once: the handlers that ask for a read are still at work. */
  @Override
  protected void doBeginRead() {
    readPending = true;
    Connection c = connection;
    if (c != null && !readQueued && (c.available() > 0 || endIsUntold(c))) {
      readQueued = true;
      home.afterwards((Flow) unsafe());
    }
  }

  void clearReadPending() {
    home.run(() -> readPending = false);
  }

  private boolean endIsUntold(Connection c) {
    return !inputEndTold && (inputShutdown || c.inputEnded());
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer buffer) throws IOException {
    Connection c = connection;
    if (c == null) {
      return;
    }
    switch (Outgoing.move(buffer, c, alloc(), maxMessagesPerWrite())) {
      case ALL -> {}
      case NO_ROOM -> noRoom = true;
      case ENOUGH -> {
        flushQueued = true;
        home.afterwards((Flow) unsafe());
      }
    }
  }

  @Override
  protected void doShutdownOutput() {
    outputShutdown = true;
    Connection c = connection;
    if (c != null) {
      c.shutdownOutput();
    }
  }

  @Override
  boolean inputIsShut() {
    return inputShutdown;
  }

  @Override
  boolean outputIsShut() {
    return outputShutdown;
  }

  /** What comes from now on is taken and forgotten. */
  @Override
  void shutInput() {
    inputShutdown = true;
    connection().ifPresent(StackSocketChannel::forget);
    if (readPending) {
      doBeginRead();
    }
  }

  @Override
  void shutOutput(ChannelPromise promise) {
    ((Flow) unsafe()).shutdownOutput(promise);
  }

  // ---- what the stack tells

  /** The channel as its connection sees it; also the task of the reads and flushes put off. */
  private final class Flow extends AbstractUnsafe implements ConnectionEvents, Runnable {
    @Override
    public void connect(SocketAddress remote, @Nullable SocketAddress local, ChannelPromise done) {
      if (done.isDone() || !ensureOpen(done)) {
        return;
      }
      try {
        if (connecting != null) {
          throw new ConnectionPendingException();
        }
        if (connection != null) {
          throw new AlreadyConnectedException();
        }
        begin(Sockets.resolved(remote), local == null ? wanted : Sockets.resolved(local), done);
      } catch (RuntimeException refused) {
        done.tryFailure(annotateConnectException(refused, remote));
        closeIfClosed();
      }
    }

    private void begin(
        InetSocketAddress remote, @Nullable InetSocketAddress local, ChannelPromise done) {
      connection = Sockets.connect(home, local, remote, config.tcp(), this);
      home.opened(StackSocketChannel.this);
      connecting =
          new Connecting(done, remote, eventLoop(), config.getConnectTimeoutMillis(), this::giveUp);
    }

    private void giveUp() {
      if (connecting != null) {
        connecting = null;
        close(voidPromise());
      }
    }

    @Override
    public void connected(Connection c) {
      Connecting pending = connecting;
      if (pending == null) {
        return;
      }
      connecting = null;
      connected = true;
      boolean asked = pending.succeed();
      // What happened is told even to who does not want it any more.
      pipeline().fireChannelActive();
      if (!asked) {
        close(voidPromise());
      }
    }

    @Override
    public void readable(Connection c) {
      if (inputShutdown) {
        forget(c);
      } else {
        read();
      }
    }

    @Override
    public void writable(Connection c) {
      noRoom = false;
      super.flush0();
    }

    @Override
    public void ended(Connection c, Ending why) {
      Connecting pending = connecting;
      if (pending != null) {
        connecting = null;
        pending.fail(annotateConnectException(Endings.connecting(why), pending.remote()));
        close(voidPromise());
      } else if (why != Ending.CLOSED && open) { // after CLOSED what came can still be read
        brokenBy = why;
        if (isRegistered()) {
          breakDown(why);
        }
      }
    }

    /** What came before the end comes first, if somebody waits for it. */
    private void breakDown(Ending why) {
      read();
      if (open) {
        IOException told = Endings.broken(why);
        pipeline().fireExceptionCaught(told);
        close(voidPromise(), told, new ClosedChannelException());
      }
    }

    @Override
    public void run() {
      if (brokenBy != null) {
        breakDown(brokenBy);
        return;
      }
      if (readQueued) {
        readQueued = false;
        read();
      }
      if (flushQueued) {
        flushQueued = false;
        super.flush0();
      }
    }

    /** While there is no room, or a turn is yet to come, the flush is not for now. */
    @Override
    protected void flush0() {
      if (!noRoom && !flushQueued) {
        super.flush0();
      }
    }

    private void read() {
      Connection c = connection;
      if (!readPending || !open || c == null) {
        return;
      }
      var handle = recvBufAllocHandle();
      handle.reset(config);
      boolean any = false;
      boolean more = true;
      for (ByteBuf b = c.receive(); b != null; b = more ? c.receive() : null) {
        any = true;
        readPending = false;
        handle.attemptedBytesRead(b.readableBytes());
        handle.lastBytesRead(b.readableBytes());
        handle.incMessagesRead(1);
        pipeline().fireChannelRead(b);
        more = open && !inputShutdown && handle.continueReading();
      }
      // Who asked for one message has not asked for the end yet.
      boolean end = more && open && endIsUntold(c);
      if (any || end) {
        readPending &= !end;
        inputEndTold |= end;
        handle.readComplete();
        pipeline().fireChannelReadComplete();
      }
      if (end) {
        inputEnds();
      }
    }

    private void inputEnds() {
      if (!inputShutdown && !config.isAllowHalfClosure()) {
        close(voidPromise());
        return;
      }
      if (!inputShutdown) {
        inputShutdown = true;
        pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      }
      if (open) {
        pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
      }
    }
  }
}
