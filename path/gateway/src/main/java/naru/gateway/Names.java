package naru.gateway;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.gateway.core.Target;
import naru.trace.Party;
import naru.trace.Span;
import naru.trace.Tracer;
import naru.transport.NameResolver;

/**
 * Keeps the addresses of one target that is configured by name: asks at the start and again and
 * again, without anyone waiting for it. A failure changes nothing: the last good answer stays.
 */
final class Names {
  /** How often a known name is asked for. */
  static final long REFRESH_MILLIS = 30_000;

  /** How often a name is asked for that never had an answer. */
  static final long FIRST_MILLIS = 1_000;

  private final Target target;
  private final EventLoop loop;
  private final NameResolver resolver;
  private final Tracer tracer;
  private volatile boolean closed;

  Names(Target target, EventLoop loop, NameResolver resolver, Tracer tracer) {
    this.target = target;
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
            found(addresses, span);
          }

          @Override
          public void failed(Failure failure) {
            span.end();
            later();
          }
        });
  }

  /** Only what changed is worth a trace of its own. */
  private void found(List<InetAddress> addresses, Span span) {
    int port = target.endpoint().port();
    List<InetSocketAddress> at =
        addresses.stream().map(a -> new InetSocketAddress(a, port)).toList();
    if (target.state().foundAt(at)) {
      span.end();
    }
    later();
  }

  private void later() {
    boolean known = !target.state().addresses().isEmpty();
    if (!closed) {
      loop.schedule(this::ask, known ? REFRESH_MILLIS : FIRST_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
