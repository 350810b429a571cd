package naru.http;

import io.netty.channel.Channel;
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
  private final ConnectionEnd end;
  private @Nullable Failure fault;

  ClientEnd(LoopState state, Channel channel) {
    this.state = state;
    this.end = new ConnectionEnd(state, channel);
  }

  // ---- the last look

  /** It carries no request now. */
  void idle() {
    end.forget();
  }

  /**
   * The last look before a request that must not be lost: whether the server has not closed. If it
   * closes just now, its FIN will tell whether any of the request had reached it.
   */
  boolean isOpenStill() {
    end.forget();
    return end.isOpenStill();
  }

  // ---- what the server does

  /** It has said its last word, and the connection is still open. */
  void fin() {
    end.fin();
  }

  /**
   * It did not close the connection, which broke; what follows the first cause says less.
   *
   * @param idle whether it carried no request
   */
  void broke(Throwable cause, boolean idle) {
    Breakage how = end.broke(cause);
    if (how != null && idle && Breakage.isIt(cause)) {
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
    return end.breakage() != null;
  }

  /** How it broke; null if it did not, or ended by a FIN. */
  @Nullable Breakage breakage() {
    return end.breakage();
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
    Breakage how = end.breakage();
    if (nothingCame && end.isUnheard()) {
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
    return failure(Code.UPSTREAM_BODY_CUT, end.within());
  }

  /**
   * Of a tunnel; null if it ended well.
   *
   * @param cut whether the connection went after the server's last word and before ours
   */
  @Nullable Failure ofTunnel(boolean cut) {
    Breakage how = end.breakage();
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
