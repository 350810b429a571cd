package naru.http;

import io.netty.channel.Channel;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.TcpEvent;
import naru.transport.Breakage;
import naru.transport.TcpFacts;
import org.jspecify.annotations.Nullable;

/**
 * Tells of kept connections to one peer that ended badly while they carried no request. No request
 * is lost by that, so that none would tell of it. But a server that ends well says so by FIN: a RST
 * comes from one that crashed, or from something between that has forgotten the connection; a
 * timeout or a missing way ({@link Breakage}) from the network between; an answer to nothing is how
 * answers get mixed up; and a GOAWAY with an error says that we did something that the server does
 * not want. One a second is a trace of its own, as a server that dies resets all it has; the counts
 * hold them all.
 */
final class BrokenIdle {
  private static final long APART_NANOS = 1_000_000_000L;

  private final LoopState state;
  private final String addressText;
  private boolean told;
  private long toldAt;

  BrokenIdle(LoopState state, String addressText) {
    this.state = state;
    this.addressText = addressText;
  }

  /**
   * One of them.
   *
   * @param at whose it was
   * @param exchanges how many requests it had carried
   * @param fault what its server did
   * @param breakage how it broke; null if it was ended
   */
  void tell(Channel channel, Party at, int exchanges, Failure fault, @Nullable Breakage breakage) {
    long now = state.now();
    if (told && now - toldAt < APART_NANOS) {
      return;
    }
    told = true;
    toldAt = now;
    String detail = addressText + " " + fault.detail() + ", after " + exchanges;
    Span span = state.tracer().span();
    span.beginRoot(at);
    span.add(
        Party.ORIGIN,
        at,
        Provenance.DERIVED,
        new HttpEvent.Failed(Failure.of(fault.code(), Side.UPSTREAM, detail)));
    if (breakage != null) {
      TcpEvent.Closed broke = new TcpEvent.Closed(breakage.how());
      span.add(Party.ORIGIN, at, TcpFacts.provenance(channel), broke);
    }
    span.end();
  }

  /** It broke, and is counted. */
  static Failure broke(Breakage breakage, Counters counters) {
    if (breakage.isReset()) {
      counters.upstreamIdleReset++;
      return Failure.of(
          Code.UPSTREAM_IDLE_RESET,
          Side.UPSTREAM,
          "reset a kept connection that carried no request");
    }
    counters.upstreamIdleLost++;
    return Failure.of(
        Code.UPSTREAM_LOST,
        Side.UPSTREAM,
        "a kept connection that carried no request broke: " + breakage.why());
  }

  /** It said something. */
  static Failure unasked() {
    return Failure.of(
        Code.UPSTREAM_UNASKED,
        Side.UPSTREAM,
        "spoke on a kept connection on which nothing was asked");
  }
}
