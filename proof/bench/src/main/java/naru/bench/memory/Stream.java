package naru.bench.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

/** One connection that carries as much as it can. */
final class Stream {
  private static final int CHUNK = 64 << 10;
  private static final int CHUNKS = 128;
  private static final int HIGH = 512 << 10;

  private Stream() {}

  static String run(Ground ground, int seconds) {
    Sink sink = new Sink();
    Channel server =
        ground
            .server()
            .childHandler(sink)
            .bind(new InetSocketAddress(ground.serverAddress(), 0))
            .syncUninterruptibly()
            .channel();
    Channel client =
        ground
            .client()
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(HIGH / 2, HIGH))
            .handler(new Source())
            .connect(server.localAddress())
            .syncUninterruptibly()
            .channel();
    String done =
        ground
            .loop()
            .schedule(sink::done, seconds, TimeUnit.SECONDS)
            .syncUninterruptibly()
            .getNow();
    client.close().syncUninterruptibly();
    server.close().syncUninterruptibly();
    return done;
  }

  /** Writes for ever, from more memory than the core's own caches hold. */
  private static final class Source extends ChannelInboundHandlerAdapter {
    private final ByteBuf memory =
        PooledByteBufAllocator.DEFAULT.directBuffer(CHUNK * CHUNKS).writeZero(CHUNK * CHUNKS);
    private int next;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      write(context.channel());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      write(context.channel());
    }

    private void write(Channel channel) {
      while (channel.isWritable()) {
        channel.write(memory.retainedSlice(next * CHUNK, CHUNK), channel.voidPromise());
        next = (next + 1) % CHUNKS;
      }
      channel.flush();
    }

    /** What was not written when the time was over. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (!(cause instanceof ClosedChannelException)) {
        context.fireExceptionCaught(cause);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      memory.release();
    }
  }

  /** Counts what comes. */
  private static final class Sink extends ChannelInboundHandlerAdapter {
    private long began;
    private long bytes;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      began = System.nanoTime();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      bytes += ((ByteBuf) message).readableBytes();
      ReferenceCountUtil.release(message);
    }

    String done() {
      return Done.carried(bytes, System.nanoTime() - began);
    }
  }
}
