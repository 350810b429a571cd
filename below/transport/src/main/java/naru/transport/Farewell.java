package naru.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection as RFC 9293 section 3.6 means it: FIN, and then the other side's last words
 * are heard until its FIN. Closing at once would answer its {@code close_notify} (RFC 8446 section
 * 6.1) with a reset, which looks like a failure to whoever watches. Waits for a second at most.
 */
public final class Farewell extends ChannelDuplexHandler {
  private static final long PATIENCE_MILLIS = 1000;

  private boolean leaving;
  private boolean broken;

  private Farewell() {}

  /** From now on this connection is closed so. */
  public static void on(Channel channel) {
    channel.pipeline().addFirst(new Farewell());
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    boolean abrupt =
        Integer.valueOf(0).equals(ctx.channel().config().getOption(ChannelOption.SO_LINGER));
    if (leaving
        || broken
        || abrupt
        || !(ctx.channel() instanceof DuplexChannel channel)
        || !channel.isActive()
        || channel.isInputShutdown()) {
      ctx.close(promise);
      return;
    }
    leaving = true;
    // From now on, not from when all is written: a peer that reads nothing must not hold us.
    var end = ctx.executor().schedule(() -> ctx.close(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> end.cancel(false));
    channel.closeFuture().addListener(closed -> promise.trySuccess());
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (written.isSuccess() && channel.isActive()) {
                channel.shutdownOutput();
                listen(ctx);
              } else {
                ctx.close();
              }
            });
  }

  private static void listen(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(true);
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (leaving) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  /** The other side's FIN, where a half-closed connection would stay open. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (leaving && event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  /** After a reset there is nobody to say goodbye to; while leaving it is an end like another. */
  @Override
  @SuppressWarnings("deprecation") // the name is inherited
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken = true;
    if (leaving) {
      ctx.close();
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }
}
