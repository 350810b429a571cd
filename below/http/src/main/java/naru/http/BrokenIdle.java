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
 * Tells of kept connections to one peer that were reset while they carried no request. No request
 * is lost by that, so that none would tell of it; but a server that ends well says so by FIN, and a
 * RST comes from one that crashed, or from something between that has forgotten the connection. All
 * are counted; one a second is a trace of its own, as a server that dies resets all it has.
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
   */
  void tell(Channel channel, Party at, int exchanges) {
    state.counters().upstreamIdleReset++;
    long now = state.now();
    if (told && now - toldAt < APART_NANOS) {
      return;
    }
    told = true;
    toldAt = now;
    String detail =
        addressText + " reset a kept connection that carried no request, after " + exchanges;
    Failure failure = Failure.of(Code.UPSTREAM_IDLE_RESET, Side.UPSTREAM, detail);
    Span span = state.tracer().span();
    span.beginRoot(at);
    TcpEvent.Closed reset = new TcpEvent.Closed(TcpEvent.How.RESET);
    span.add(Party.ORIGIN, at, TcpFacts.provenance(channel), reset);
    span.add(Party.ORIGIN, at, Provenance.DERIVED, new HttpEvent.Failed(failure));
    span.end();
  }
}
