package naru.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import naru.transport.Breakage;
import naru.transport.Liveness;
import org.jspecify.annotations.Nullable;

/**
 * What is seen of how a server ends a connection, whatever the version of HTTP on it: whether it
 * closes or breaks, and whether what was sent after a last look had reached it by then. One per
 * connection.
 */
final class ConnectionEnd {
  private final LoopState state;
  private final Channel channel;
  private @Nullable Breakage breakage;

  /** How much had reached the server at the last look. */
  private long arrivedBytes = Liveness.UNKNOWN;

  /** Whether the server's FIN is told as an event, with the connection still open. */
  private boolean tellsFin;

  /** The server had closed before anything that was sent since the last look reached it. */
  private boolean unheard;

  ConnectionEnd(LoopState state, Channel channel) {
    this.state = state;
    this.channel = channel;
  }

  /** The last look is forgotten: it carries no request now. */
  void forget() {
    arrivedBytes = Liveness.UNKNOWN;
  }

  /** Whether a last look is remembered that can tell something. */
  boolean isWatched() {
    return arrivedBytes != Liveness.UNKNOWN;
  }

  /**
   * A last look: whether the server has not closed. The first one since {@link #forget} is
   * remembered: if it closes later, its FIN will tell whether anything sent since had reached it.
   */
  boolean isOpenStill() {
    boolean open = state.liveness().isOpen(channel);
    long acknowledged = state.liveness().acknowledgedBytes();
    if (open && !isWatched() && acknowledged != Liveness.UNKNOWN) {
      arrivedBytes = acknowledged;
      tellFin();
    }
    return open;
  }

  /** The FIN is told while the kernel can still be asked. */
  private void tellFin() {
    if (!tellsFin) {
      tellsFin = true;
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
  }

  /** The server has said its last word, and the connection is still open. */
  void fin() {
    if (isWatched()) {
      state.liveness().isOpen(channel);
      unheard = state.liveness().acknowledgedBytes() == arrivedBytes;
    }
  }

  /** See {@link #unheard}. */
  boolean isUnheard() {
    return unheard;
  }

  /**
   * The server did not close the connection, which broke; what follows the first cause says less.
   *
   * @return how it broke; null if that was known, or is no breakage
   */
  @Nullable Breakage broke(Throwable cause) {
    if (breakage != null || Breakage.isOfClosed(cause)) {
      return null;
    }
    breakage = Breakage.of(cause);
    return breakage;
  }

  /** How it broke; null if it did not, or ended by a FIN. */
  @Nullable Breakage breakage() {
    return breakage;
  }

  /** What became of a response that had begun, in words. */
  String within() {
    Breakage how = breakage;
    return how == null || how.isReset()
        ? "the server closed in the middle of the body"
        : "the connection broke in the middle of the body: " + how.why();
  }
}
