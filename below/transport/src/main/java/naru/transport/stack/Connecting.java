package naru.transport.stack;

import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connect under way: exists only as long as it is. Ends in one of four ways, once. */
final class Connecting {
  private final ChannelPromise promise;
  private final InetSocketAddress remote;
  private final @Nullable Future<?> timeout;

  /**
   * Begins to wait.
   *
   * @param millis until it is too late; 0 for no limit
   * @param givenUp called when it is too late, or nobody wants it any more
   */
  Connecting(
      ChannelPromise promise,
      InetSocketAddress remote,
      EventLoop loop,
      int millis,
      Runnable givenUp) {
    this.promise = promise;
    this.remote = remote;
    this.timeout =
        millis > 0
            ? loop.schedule(() -> timedOut(millis, givenUp), millis, TimeUnit.MILLISECONDS)
            : null;
    promise.addListener(
        future -> {
          if (future.isCancelled()) {
            stopWaiting();
            givenUp.run();
          }
        });
  }

  private void timedOut(int millis, Runnable givenUp) {
    String why = "connection timed out after " + millis + " ms: " + remote;
    if (promise.tryFailure(new ConnectTimeoutException(why))) {
      givenUp.run();
    }
  }

  InetSocketAddress remote() {
    return remote;
  }

  /** Whoever asked for it hears of it; false if he has cancelled it. */
  boolean succeed() {
    stopWaiting();
    return promise.trySuccess();
  }

  void fail(Throwable why) {
    stopWaiting();
    promise.tryFailure(why);
  }

  private void stopWaiting() {
    Future<?> waiting = timeout;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }
}
