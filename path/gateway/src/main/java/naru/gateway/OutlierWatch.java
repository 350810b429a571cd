package naru.gateway;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.gateway.config.Outliers;
import naru.gateway.core.Comparison;
import naru.gateway.core.Upstream;
import naru.trace.GatewayEvent;
import naru.trace.Party;
import naru.trace.Span;
import naru.trace.Tracer;

/**
 * Compares the targets of one group from time to time, and takes out who does much worse than the
 * others; each that is taken out leaves a trace. Confined to one loop.
 */
final class OutlierWatch {
  private final Upstream upstream;
  private final Outliers rule;
  private final Comparison comparison;
  private final EventLoop loop;
  private final Tracer tracer;
  private final Clock clock;
  private volatile boolean closed;

  OutlierWatch(Upstream upstream, Outliers rule, EventLoop loop, Tracer tracer) {
    this.upstream = upstream;
    this.rule = rule;
    this.comparison = new Comparison(rule);
    this.loop = loop;
    this.tracer = tracer;
    this.clock = tracer.clock();
  }

  void start() {
    loop.execute(this::look);
  }

  void close() {
    closed = true;
  }

  private void look() {
    if (closed) {
      return;
    }
    for (Comparison.Outlier outlier : comparison.look(upstream.targets())) {
      upstream.standsOut(outlier.target(), outlier.why(), clock.nanos()).ifPresent(this::tell);
    }
    loop.schedule(this::look, rule.everyNanos(), TimeUnit.NANOSECONDS);
  }

  private void tell(GatewayEvent.Ejected ejected) {
    Span span = tracer.span();
    span.beginRoot(Party.GATEWAY);
    span.add(ejected);
    span.end();
  }
}
