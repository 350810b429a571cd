package naru.transport;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;

/** What becomes of connecting, told where it was asked for. */
final class LoopFutures {
  private LoopFutures() {}

  /**
   * The same outcome, with its listeners called on the loop, and never before {@code connect}
   * returned to its caller. Netty has no loop for a channel that could not even be made, as when no
   * file descriptor is left: it tells of that on a thread of its own. Such a channel is registered
   * nowhere, and cannot be closed.
   *
   * @param connect what {@code Bootstrap.connect} gave, just now
   */
  static ChannelFuture on(EventLoop loop, ChannelFuture connect) {
    Throwable early = connect.cause();
    if (early == null) {
      return connect;
    }
    ChannelPromise told = new DefaultChannelPromise(connect.channel(), loop);
    loop.execute(() -> told.setFailure(early));
    return told;
  }
}
