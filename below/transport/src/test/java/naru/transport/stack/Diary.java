package naru.transport.stack;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Writes down what a channel tells, and lets a test wait until something is written. */
class Diary extends ChannelInboundHandlerAdapter {
  private final List<String> told = new ArrayList<>();
  private long bytes;
  private int sum;
  private @Nullable Throwable thrown;
  private final CompletableFuture<ChannelHandlerContext> context = new CompletableFuture<>();

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context.complete(ctx);
  }

  ChannelHandlerContext context() throws Exception {
    return context.get(10, TimeUnit.SECONDS);
  }

  synchronized void tell(String what) {
    told.add(what);
    notifyAll();
  }

  /** The events so far; reads are told together as one. */
  synchronized List<String> told() {
    return List.copyOf(told);
  }

  synchronized long bytes() {
    return bytes;
  }

  /** Of all bytes in order. */
  synchronized int sum() {
    return sum;
  }

  synchronized @Nullable Throwable thrown() {
    return thrown;
  }

  void await(String what) throws InterruptedException {
    until(() -> told.contains(what), what);
  }

  void awaitBytes(long count) throws InterruptedException {
    until(() -> bytes >= count, count + " bytes");
  }

  private synchronized void until(BooleanSupplier condition, String what)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("no " + what + " but " + told + ", " + bytes + " bytes");
      }
      wait(left);
    }
  }

  static int sum(int before, ByteBuf data) {
    byte[] bytes = new byte[data.readableBytes()];
    data.getBytes(data.readerIndex(), bytes);
    int sum = before;
    for (byte b : bytes) {
      sum = 31 * sum + b;
    }
    return sum;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    tell("active");
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    tell("inactive");
  }

  @Override
  public void channelUnregistered(ChannelHandlerContext ctx) {
    tell("unregistered");
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    synchronized (this) {
      sum = sum(sum, data);
      bytes += data.readableBytes();
      notifyAll();
    }
    data.release();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      tell("input shut down");
    } else if (event instanceof ChannelInputShutdownReadComplete) {
      tell("input read");
    } else if (event instanceof ChannelOutputShutdownEvent) {
      tell("output shut down");
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    tell(ctx.channel().isWritable() ? "writable" : "unwritable");
  }

  @Override
  @SuppressWarnings("deprecation") // the name is inherited
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    synchronized (this) {
      thrown = cause;
    }
    tell("exception");
  }
}
