package naru.bench.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Some clients that connect, send a byte, get one, see the end, and begin again. The server closes
 * first.
 */
final class Connects {
  private static final int CLIENTS = 64;

  private final Ground ground;
  private final Doors doors;
  private boolean over;
  private long began;
  private long asked;
  private long answered;
  private long errors;

  private Connects(Ground ground) {
    this.ground = ground;
    this.doors = Doors.open(ground, new Answerer());
  }

  static String run(Ground ground, int seconds) {
    Connects connects = new Connects(ground);
    ground.client().handler(connects.new Asker());
    ground.loop().execute(connects::begin);
    String done =
        ground
            .loop()
            .schedule(connects::done, seconds, TimeUnit.SECONDS)
            .syncUninterruptibly()
            .getNow();
    connects.doors.close();
    return done;
  }

  private void begin() {
    began = System.nanoTime();
    for (int i = 0; i < CLIENTS; i++) {
      again();
    }
  }

  private void again() {
    if (!over) {
      ground
          .client()
          .connect(doors.address(asked++))
          .addListener(
              connected -> {
                if (!connected.isSuccess()) {
                  errors++;
                  ground.loop().execute(this::again);
                }
              });
    }
  }

  private String done() {
    over = true;
    return Done.answered(answered, System.nanoTime() - began, errors);
  }

  private static ByteBuf word() {
    return ONE.retainedDuplicate();
  }

  private static final ByteBuf ONE =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer(1).writeByte(1));

  @Sharable
  private static final class Answerer extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
      context.writeAndFlush(word()).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Sharable
  private final class Asker extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(word(), context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
      answered++;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      again();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      errors++;
      context.close();
    }
  }
}
