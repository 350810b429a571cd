package naru.bench.memory;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

/** Connections that are open and silent; both ends are in this process. */
final class Idle {
  static final int CONNECTIONS = 100_000;

  /** So many at once are on their way to be open. */
  static final int OPENING = 256;

  private final Ground ground;
  private final Doors doors;
  private final Promise<Integer> opened;
  private int asked;
  private int open;

  private Idle(Ground ground, Doors doors) {
    this.ground = ground;
    this.doors = doors;
    this.opened = ground.loop().newPromise();
  }

  static String run(Ground ground) {
    ground.client().handler(new Silent());
    Idle idle = new Idle(ground, Doors.open(ground, new Silent()));
    long before = Heap.used();
    ground.loop().execute(idle::begin);
    idle.opened.syncUninterruptibly();
    long after = Heap.used();
    return Done.held((after - before) / 2.0 / idle.opened.getNow());
  }

  private void begin() {
    for (int i = 0; i < OPENING; i++) {
      next();
    }
  }

  private void next() {
    if (asked < CONNECTIONS) {
      ChannelFuture connecting = ground.client().connect(doors.address(asked++));
      connecting.addListener(this::connected);
    }
  }

  private void connected(Future<?> connecting) {
    if (!connecting.isSuccess()) {
      opened.tryFailure(connecting.cause());
    } else if (++open == CONNECTIONS) {
      opened.setSuccess(open);
    } else {
      next();
    }
  }

  @Sharable
  private static final class Silent extends ChannelInboundHandlerAdapter {
    /** At the end all are reset. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
