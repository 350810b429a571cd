package naru.gateway;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.gateway.config.Naming;
import naru.gateway.core.Spot;
import naru.gateway.core.Target;
import naru.trace.Party;
import naru.trace.Span;
import naru.trace.Tracer;
import naru.transport.NameResolver;

/**
 * Keeps the addresses of one target that is configured by name: asks at the start and again and
 * again, as the TTL says, without anyone waiting for it. A failure changes nothing: the last good
 * answer stays.
 */
final class Names {
  /** How often a known name is asked for whose TTL is not known. */
  static final long REFRESH_NANOS = 30_000_000_000L;

  /** How often a name is asked for that never had an answer. */
  static final long FIRST_NANOS = 1_000_000_000L;

  private final Target target;
  private final Naming naming;
  private final EventLoop loop;
  private final NameResolver resolver;
  private final Tracer tracer;
  private final Runnable changed;
  private volatile boolean closed;

  /**
   * A name.
   *
   * @param changed is told on the loop when there are other addresses
   */
  Names(
      Target target,
      Naming naming,
      EventLoop loop,
      NameResolver resolver,
      Tracer tracer,
      Runnable changed) {
    this.target = target;
    this.naming = naming;
    this.changed = changed;
    this.loop = loop;
    this.resolver = resolver;
    this.tracer = tracer;
  }

  void start() {
    loop.execute(this::ask);
  }

  void close() {
    closed = true;
  }

  private void ask() {
    if (closed) {
      return;
    }
    Span span = tracer.span();
    span.beginRoot(Party.GATEWAY);
    resolver.resolve(
        target.endpoint().host(),
        loop,
        span,
        new NameResolver.Resolution() {
          @Override
          public void resolved(List<InetAddress> addresses) {
            found(addresses, REFRESH_NANOS, span);
          }

          @Override
          public void resolved(List<InetAddress> addresses, long ttlSeconds) {
            found(addresses, TimeUnit.SECONDS.toNanos(ttlSeconds), span);
          }

          @Override
          public void failed(Failure failure) {
            span.end();
            later(isKnown() ? REFRESH_NANOS : FIRST_NANOS);
          }
        });
  }

  private boolean isKnown() {
    return !target.state().addresses().isEmpty() || !target.state().spots().isEmpty();
  }

  /** Only what changed is worth a trace of its own. */
  private void found(List<InetAddress> addresses, long ttlNanos, Span span) {
    int port = target.endpoint().port();
    List<InetSocketAddress> at =
        addresses.stream().map(a -> new InetSocketAddress(a, port)).toList();
    String host = target.endpoint().host();
    boolean other =
        target.isMany()
            ? target.state().foundSpots(at.stream().map(a -> new Spot(a, host, -1, 0)).toList())
            : target.state().foundAt(at);
    if (other) {
      span.end();
      changed.run();
    }
    later(ttlNanos);
  }

  private void later(long nanos) {
    if (!closed) {
      long bounded = Math.clamp(nanos, naming.minNanos(), naming.maxNanos());
      loop.schedule(this::ask, bounded, TimeUnit.NANOSECONDS);
    }
  }
}
