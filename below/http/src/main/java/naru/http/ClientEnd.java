package naru.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.transport.Breakage;
import naru.transport.Liveness;
import org.jspecify.annotations.Nullable;

/**
 * How a connection of HTTP/1.1 to a server ends, and what that means for the request on it: as
 * {@link Http2ClientEnd} for HTTP/2, but that nothing tells here which requests were processed. Of
 * one that was sent on a kept connection just as that closed only the FIN tells whether it was
 * heard: the kernel says what had reached the server ({@link Liveness}). RFC 9112 section 9.3.1.
 */
final class ClientEnd {
  private final LoopState state;
  private final Channel channel;
  private @Nullable Breakage breakage;
  private @Nullable Failure fault;

  /** How much had reached the server before the last request; see {@link #isOpenStill}. */
  private long arrivedBytes = Liveness.UNKNOWN;

  /** Whether the server's FIN is told as an event, with the connection still open. */
  private boolean tellsFin;

  /** The server had closed before any of the last request reached it. */
  private boolean unheard;

  ClientEnd(LoopState state, Channel channel) {
    this.state = state;
    this.channel = channel;
  }

  // ---- the last look

  /** It carries no request now. */
  void idle() {
    arrivedBytes = Liveness.UNKNOWN;
  }

  /**
   * The last look before a request that must not be lost: whether the server has not closed. If it
   * closes just now, its FIN will tell whether any of the request had reached it.
   */
  boolean isOpenStill() {
    boolean open = state.liveness().isOpen(channel);
    arrivedBytes = open ? state.liveness().acknowledgedBytes() : Liveness.UNKNOWN;
    if (arrivedBytes != Liveness.UNKNOWN && !tellsFin) {
      // Its end is told while the kernel can still be asked.
      tellsFin = true;
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
    return open;
  }

  // ---- what the server does

  /** It has said its last word, and the connection is still open. */
  void fin() {
    if (arrivedBytes != Liveness.UNKNOWN) {
      state.liveness().isOpen(channel);
      unheard = state.liveness().acknowledgedBytes() == arrivedBytes;
    }
  }

  /**
   * It did not close the connection, which broke; what follows the first cause says less.
   *
   * @param idle whether it carried no request
   */
  void broke(Throwable cause, boolean idle) {
    if (breakage != null || Breakage.isOfClosed(cause)) {
      return;
    }
    Breakage how = Breakage.of(cause);
    breakage = how;
    if (idle && Breakage.isIt(cause)) {
      fault = BrokenIdle.broke(how, state.counters());
    }
  }

  /** It answered nothing that was asked: a response to nothing is how responses get mixed up. */
  void unasked() {
    state.counters().upstreamUnasked++;
    fault = BrokenIdle.unasked();
  }

  // ---- what it means

  /** Whether it broke, and did not end by a FIN. */
  boolean isBroken() {
    return breakage != null;
  }

  /** How it broke; null if it did not, or ended by a FIN. */
  @Nullable Breakage breakage() {
    return breakage;
  }

  /** What its server did while it carried no request; null for nothing bad. */
  @Nullable Failure fault() {
    return fault;
  }

  /**
   * Of a request whose response had not begun.
   *
   * @param exchange which one of its connection, from 1
   * @param nothingCame whether no byte of a response had come
   */
  Failure early(int exchange, boolean nothingCame) {
    Breakage how = breakage;
    if (nothingCame && unheard) {
      return Failure.retryable(
          Code.UPSTREAM_REUSED_IDLE,
          Side.UPSTREAM,
          "the server closed a kept connection before request %d reached it".formatted(exchange));
    }
    if (nothingCame && exchange > 1 && (how == null || how.isReset())) {
      return failure(
          Code.UPSTREAM_REUSED_IDLE,
          "the server closed a kept connection as request %d was sent on it".formatted(exchange));
    }
    if (how == null) {
      return failure(Code.UPSTREAM_CLOSED_EARLY, "the server closed before a response");
    }
    return how.isReset()
        ? failure(Code.UPSTREAM_RESET, "the server reset the connection before a response")
        : lost(how, "the connection broke before a response");
  }

  /** Of a response that had begun. */
  Failure within() {
    Breakage how = breakage;
    return failure(
        Code.UPSTREAM_BODY_CUT,
        how == null || how.isReset()
            ? "the server closed in the middle of the body"
            : "the connection broke in the middle of the body: " + how.why());
  }

  /**
   * Of a tunnel; null if it ended well.
   *
   * @param cut whether the connection went after the server's last word and before ours
   */
  @Nullable Failure ofTunnel(boolean cut) {
    Breakage how = breakage;
    if (how != null && !how.isReset()) {
      return lost(how, "the tunnel broke");
    }
    return how != null || cut ? failure(Code.UPSTREAM_RESET, "the server reset the tunnel") : null;
  }

  private static Failure lost(Breakage how, String what) {
    return failure(Code.UPSTREAM_LOST, what + ": " + how.why());
  }

  private static Failure failure(Code code, String detail) {
    return Failure.of(code, Side.UPSTREAM, detail);
  }
}
