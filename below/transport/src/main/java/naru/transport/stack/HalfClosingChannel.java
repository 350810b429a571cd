package naru.transport.stack;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream channel without its stream: where it lives, and its half-close, which may be asked for
 * on any thread (RFC 9293 section 3.6).
 */
abstract sealed class HalfClosingChannel extends AbstractChannel implements SocketChannel
    permits StackSocketChannel {
  private static final ChannelMetadata METADATA = new ChannelMetadata(false, 64);

  final StackLoop home;

  HalfClosingChannel(StackLoop home, @Nullable Channel parent) {
    super(parent, home.nextId());
    this.home = home;
  }

  /** What drives it. */
  public StackLoop home() {
    return home;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop.equals(home.loop());
  }

  @Override
  protected Object filterOutboundMessage(Object message) {
    if (message instanceof ByteBuf || message instanceof FileRegion) {
      return message;
    }
    throw new UnsupportedOperationException(
        "unsupported message type: " + message.getClass().getSimpleName());
  }

  abstract boolean inputIsShut();

  abstract boolean outputIsShut();

  /** On the loop. */
  abstract void shutInput();

  /** On the loop. */
  abstract void shutOutput(ChannelPromise promise);

  @Override
  public ServerSocketChannel parent() {
    return (ServerSocketChannel) super.parent();
  }

  @Override
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) super.localAddress();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return (InetSocketAddress) super.remoteAddress();
  }

  @Override
  public boolean isInputShutdown() {
    return inputIsShut() || !isActive();
  }

  @Override
  public boolean isOutputShutdown() {
    return outputIsShut() || !isActive();
  }

  @Override
  public boolean isShutdown() {
    return isInputShutdown() && isOutputShutdown();
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    return onLoop(promise, this::shutInput);
  }

  private void shutInput(ChannelPromise promise) {
    if (isActive()) {
      shutInput();
      promise.trySuccess();
    } else {
      promise.tryFailure(new ClosedChannelException());
    }
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    return onLoop(promise, this::shutOutput);
  }

  @Override
  public ChannelFuture shutdown() {
    return shutdown(newPromise());
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    return onLoop(promise, this::shutBoth);
  }

  private void shutBoth(ChannelPromise promise) {
    ChannelPromise output = newPromise();
    shutOutput(output);
    if (output.isSuccess()) {
      shutInput(promise);
    } else {
      promise.tryFailure(output.cause());
    }
  }

  private ChannelFuture onLoop(ChannelPromise promise, Consumer<ChannelPromise> shutdown) {
    EventLoop loop = eventLoop();
    if (loop.inEventLoop()) {
      shutdown.accept(promise);
    } else {
      loop.execute(() -> shutdown.accept(promise));
    }
    return promise;
  }
}
