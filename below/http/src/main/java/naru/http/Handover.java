package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands where HTTP stood while its connection is handed over: keeps the bytes that came already
 * for the handlers that the new owner puts behind, and goes.
 */
final class Handover extends ChannelInboundHandlerAdapter {
  private final Pending pending;

  Handover(Pending pending) {
    this.pending = pending;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.channel()
        .eventLoop()
        .execute(
            () -> {
              if (!ctx.isRemoved()) {
                ctx.pipeline().remove(this);
              }
            });
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    pass(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    pending.add((ByteBuf) message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    pass(ctx);
    ctx.fireChannelInactive();
  }

  private void pass(ChannelHandlerContext ctx) {
    if (pending.isEmpty()) {
      pending.drop();
    } else {
      ctx.fireChannelRead(pending.take());
      ctx.fireChannelReadComplete();
    }
  }
}
