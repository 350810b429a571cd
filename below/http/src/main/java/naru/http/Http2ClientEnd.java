package naru.http;

import io.netty.channel.Channel;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.h2.ErrorCode;
import naru.transport.Breakage;
import naru.transport.Liveness;
import org.jspecify.annotations.Nullable;

/**
 * How a connection of HTTP/2 to a server ends, and what that means for the requests on it.
 *
 * <p>A request that must not be lost may be sent again only if the server has certainly not
 * processed it. A server that ends well says so itself: its GOAWAY names the last stream that it
 * took, and all above it are free to go elsewhere (RFC 9113 sections 6.8 and 8.7). So there is no
 * rule for how long a connection may have been idle before such a request, as there is for HTTP/1.1
 * ({@link IdleTime}). A server that closes without a GOAWAY, as one does that is killed, is held to
 * its FIN: it acknowledges nothing of what was sent since the last look ({@link Liveness}) if the
 * request had not reached it. What is left is a server that took the request and fell silent, or a
 * connection that something between has forgotten: then nobody can know.
 */
final class Http2ClientEnd {
  private final LoopState state;
  private final ConnectionEnd end;
  private @Nullable Failure fault;

  /** What its GOAWAY said of an error. */
  private String goodbye = "";

  /** The last look was before this stream. */
  private int lookedBefore = Integer.MAX_VALUE;

  Http2ClientEnd(LoopState state, Channel channel) {
    this.state = state;
    this.end = new ConnectionEnd(state, channel);
  }

  // ---- the last look

  /** It carries no request now. */
  void idle() {
    end.forget();
    lookedBefore = Integer.MAX_VALUE;
  }

  /**
   * The last look before a request that must not be lost: whether the server has not closed. If it
   * closes just now, its FIN will tell whether any of the request had reached it.
   *
   * @param nextStream which stream the request will be
   */
  boolean isOpenStill(int nextStream) {
    boolean first = !end.isWatched();
    boolean open = end.isOpenStill();
    if (first && end.isWatched()) {
      lookedBefore = nextStream;
    }
    return open;
  }

  // ---- what the server does

  /** It has said its last word, and the connection is still open. */
  void fin() {
    end.fin();
  }

  /** It did not close the connection, which broke; what follows the first cause says less. */
  void broke(Throwable cause) {
    end.broke(cause);
  }

  /** It takes no further requests; an error is told, whether or not any request is lost by it. */
  void goAway(int code, String words) {
    if (code != ErrorCode.NO_ERROR && goodbye.isEmpty()) {
      state.counters().upstreamGoAways++;
      goodbye = ErrorCode.name(code) + (words.isEmpty() ? "" : ", \"" + words + "\"");
      fault =
          Failure.of(
              Code.UPSTREAM_H2_GOAWAY, Side.UPSTREAM, "ended the connection with " + goodbye);
    }
  }

  /** It broke the connection while that carried no request; else it closed it. */
  boolean brokeIdle() {
    Breakage how = end.breakage();
    if (how != null) {
      fault = BrokenIdle.broke(how, state.counters());
    }
    return how != null;
  }

  /** It broke a rule while the connection carried no request. */
  void brokeRuleIdle(String detail) {
    fault = Failure.of(Code.UPSTREAM_H2_PROTOCOL, Side.UPSTREAM, "broke HTTP/2: " + detail);
  }

  // ---- what it means

  /** What the server did that is to be told even if it cost no request; null for nothing bad. */
  @Nullable Failure fault() {
    return fault;
  }

  @Nullable Breakage breakage() {
    return end.breakage();
  }

  /** Whether none of the request on this stream had reached the server when it closed. */
  boolean isUnheard(int stream) {
    return end.isUnheard() && stream >= lookedBefore;
  }

  /** Of requests that had not reached it. */
  static Failure unheard() {
    return Failure.retryable(
        Code.UPSTREAM_REUSED_IDLE,
        Side.UPSTREAM,
        "the server closed a kept connection before the request reached it");
  }

  /**
   * Of requests whose response had not begun.
   *
   * @param silent whether nothing came since the connection carried no request
   */
  Failure early(boolean silent) {
    Breakage how = end.breakage();
    if (silent && (how == null || how.isReset())) {
      return failure(
          Code.UPSTREAM_REUSED_IDLE, "the server closed a kept connection as it was used again");
    }
    if (how == null) {
      return failure(Code.UPSTREAM_CLOSED_EARLY, "the server closed the connection");
    }
    return how.isReset()
        ? failure(Code.UPSTREAM_RESET, "the server reset the connection")
        : failure(Code.UPSTREAM_LOST, "the connection broke before a response: " + how.why());
  }

  /** Of responses that had begun. */
  Failure within() {
    return failure(Code.UPSTREAM_BODY_CUT, end.within());
  }

  private Failure failure(Code code, String detail) {
    String why = goodbye.isEmpty() ? "" : ", after a GOAWAY with " + goodbye;
    return Failure.of(code, Side.UPSTREAM, detail + why);
  }
}
