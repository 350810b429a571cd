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
import naru.transport.TcpFacts;

/**
 * Tells of kept connections to one peer that ended badly while they carried no request. No request
 * is lost by that, so that none would tell of it. But a server that ends well says so by FIN: a RST
 * comes from one that crashed, or from something between that has forgotten the connection; and an
 * answer to nothing is how answers get mixed up. One a second is a trace of its own, as a server
 * that dies resets all it has; the counts hold them all.
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
   */
  void tell(Channel channel, Party at, int exchanges, Failure fault) {
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
    if (fault.code() == Code.UPSTREAM_IDLE_RESET) {
      TcpEvent.Closed reset = new TcpEvent.Closed(TcpEvent.How.RESET);
      span.add(Party.ORIGIN, at, TcpFacts.provenance(channel), reset);
    }
    span.end();
  }

  /** It was reset. */
  static Failure reset() {
    return Failure.of(
        Code.UPSTREAM_IDLE_RESET, Side.UPSTREAM, "reset a kept connection that carried no request");
  }

  /** It said something. */
  static Failure unasked() {
    return Failure.of(
        Code.UPSTREAM_UNASKED,
        Side.UPSTREAM,
        "spoke on a kept connection on which nothing was asked");
  }
}
