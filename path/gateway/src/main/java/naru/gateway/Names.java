package naru.gateway;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import naru.base.Code;
import naru.base.Endpoint;
import naru.base.Failure;
import naru.gateway.config.Naming;
import naru.gateway.config.Site;
import naru.gateway.core.Following;
import naru.gateway.core.Offer;
import naru.gateway.core.Spot;
import naru.gateway.core.Target;
import naru.trace.Party;
import naru.trace.Span;
import naru.trace.Tracer;
import naru.transport.NameResolver;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the addresses of one target that is configured by name, its own or those of a service's
 * records: asks at the start and again and again, as the TTL says, without anyone waiting for it. A
 * failure changes nothing: the last good answer stays. Confined to one loop.
 */
final class Names {
  private final Target target;
  private final Endpoint name;
  private final Following following;
  private final EventLoop loop;
  private final NameResolver resolver;
  private final Tracer tracer;
  private final LongConsumer changed;

  /** What the group was last made from: it is of one config, the state is of all. */
  private Set<Spot> told;

  /** Why there was no answer the last time; null if there was one. */
  private @Nullable Code missing;

  private volatile boolean closed;

  /**
   * A name.
   *
   * @param name what is asked for; of a service without a port
   * @param changed is told on the loop when there are other addresses, with the nanoseconds until
   *     the name is asked for again
   */
  Names(
      Target target,
      Endpoint name,
      Naming naming,
      EventLoop loop,
      NameResolver resolver,
      Tracer tracer,
      LongConsumer changed) {
    this.target = target;
    this.name = name;
    boolean known = !target.state().addresses().isEmpty() || !target.state().spots().isEmpty();
    this.following = new Following(naming, known);
    this.changed = changed;
    this.told = Set.copyOf(target.state().spots());
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
    if (target.site() instanceof Site.Service) {
      resolver.services(name.host(), loop, span, new Records(span));
    } else {
      resolver.resolve(name.host(), loop, span, new Addresses(span));
    }
  }

  private void later(long nanos) {
    if (!closed) {
      loop.schedule(this::ask, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Whether these are others than the group knows; somebody else may have told the state. */
  private boolean isNews(List<Spot> spots) {
    boolean news = target.state().foundSpots(spots);
    Set<Spot> now = Set.copyOf(target.state().spots());
    news |= !now.equals(told);
    told = now;
    return news;
  }

  /** A name that does not come up is asked for every second: told once, unless it changes. */
  private void failed(Code why, Span span) {
    if (why != missing) {
      missing = why;
      span.end();
    }
    later(following.failed());
  }

  /** Only what changed is worth a trace of its own. */
  private void found(boolean other, long ttlSeconds, Span span) {
    if (other) {
      span.end();
    }
    goesOn(other, following.found(ttlSeconds));
  }

  /** Hosts were not found; why is told by the trace. */
  private void foundInPart(boolean other, long ttlSeconds, Span span) {
    span.end();
    goesOn(other, following.foundInPart(ttlSeconds));
  }

  private void goesOn(boolean other, long nanos) {
    missing = null;
    if (other) {
      changed.accept(nanos);
    }
    later(nanos);
  }

  /** Hears of the name's own addresses. */
  private final class Addresses implements NameResolver.Resolution {
    private final Span span;

    Addresses(Span span) {
      this.span = span;
    }

    @Override
    public void resolved(List<InetAddress> addresses) {
      resolved(addresses, Following.UNKNOWN);
    }

    @Override
    public void resolved(List<InetAddress> addresses, long ttlSeconds) {
      if (closed) {
        return; // who follows the name now asks for itself
      }
      List<InetSocketAddress> at =
          addresses.stream().map(a -> new InetSocketAddress(a, name.port())).toList();
      boolean other =
          target.isMany()
              ? isNews(at.stream().map(a -> new Spot(a, name.host(), -1, 0)).toList())
              : target.state().foundAt(List.copyOf(at));
      found(other, ttlSeconds, span);
    }

    @Override
    public void failed(Failure failure) {
      Names.this.failed(failure.code(), span);
    }
  }

  /** Hears of a service's records, and asks for the hosts that they name. */
  private final class Records implements NameResolver.Discovery {
    private final Span span;

    Records(Span span) {
      this.span = span;
    }

    @Override
    public void resolved(List<NameResolver.Service> places, long ttlSeconds) {
      Offer offer = new Offer(places, ttlSeconds, target.state().spots());
      for (String host : offer.hosts()) {
        resolver.resolve(host, loop, span, new Host(offer, host, span));
      }
    }

    @Override
    public void failed(Failure failure) {
      Names.this.failed(failure.code(), span);
    }
  }

  /** Hears of one of the hosts. */
  private final class Host implements NameResolver.Resolution {
    private final Offer offer;
    private final String host;
    private final Span span;

    Host(Offer offer, String host, Span span) {
      this.offer = offer;
      this.host = host;
      this.span = span;
    }

    @Override
    public void resolved(List<InetAddress> addresses) {
      resolved(addresses, Following.UNKNOWN);
    }

    @Override
    public void resolved(List<InetAddress> addresses, long ttlSeconds) {
      end(offer.found(host, addresses, ttlSeconds));
    }

    @Override
    public void failed(Failure failure) {
      end(offer.failed(host));
    }

    private void end(boolean wasLast) {
      if (!wasLast || closed) {
        return;
      }
      List<Spot> spots = offer.spots();
      if (spots.isEmpty()) {
        Names.this.failed(Code.DNS_NO_DATA, span);
      } else if (offer.isWhole()) {
        found(isNews(spots), offer.ttlSeconds(), span);
      } else {
        foundInPart(isNews(spots), offer.ttlSeconds(), span);
      }
    }
  }
}
