package naru.gateway;

import naru.base.Failure;
import naru.base.Side;
import naru.gateway.config.HealthCheck;
import naru.gateway.config.HealthCheck.Probe;
import naru.http.LoopState;
import naru.http.Peer;
import naru.trace.Span;
import naru.transport.Dialer;

/** One look at a target by a probe, over a connection of its own. Confined to one loop. */
abstract sealed class Look implements Dialer.Dialed permits RequestLook, TcpLook {
  /** What was found; told once. */
  interface Finding {
    void found(boolean good, String seen);

    /** It could not look, and that is no fault of the target's. */
    void nothing();
  }

  final Span span;
  private final Finding finding;
  private boolean over;

  Look(Span span, Finding finding) {
    this.span = span;
    this.finding = finding;
  }

  static Look of(
      HealthCheck check, Peer peer, String address, LoopState state, Span span, Finding finding) {
    return switch (check.probe()) {
      case Probe.Http http -> new HttpLook(http, peer, address, state, span, finding);
      case Probe.Grpc grpc ->
          new GrpcLook(grpc, check.timeoutNanos(), peer, address, state, span, finding);
      case Probe.Tcp tcp -> new TcpLook(tcp, span, finding);
    };
  }

  /** Ends the connection, if there is one. */
  abstract void drop();

  boolean isOver() {
    return over;
  }

  final void verdict(boolean good, String seen) {
    if (!over) {
      over = true;
      drop();
      finding.found(good, seen);
    }
  }

  @Override
  public void failed(Failure failure) {
    if (failure.side() != Side.US) {
      verdict(false, failure.detail());
    } else {
      nothing();
    }
  }

  /** There is nothing to be said of the target. */
  final void nothing() {
    if (!over) {
      over = true;
      drop();
      finding.nothing();
    }
  }
}
