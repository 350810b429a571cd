package naru.transport.stack;

import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connect under way: exists only as long as it is. */
final class Connecting {
  final ChannelPromise promise;
  final InetSocketAddress remote;
  private @Nullable Future<?> timeout;

  Connecting(ChannelPromise promise, InetSocketAddress remote) {
    this.promise = promise;
    this.remote = remote;
  }

  void timeout(Future<?> scheduled) {
    timeout = scheduled;
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

  void stopWaiting() {
    Future<?> waiting = timeout;
    if (waiting != null) {
      waiting.cancel(false);
    }
  }
}
