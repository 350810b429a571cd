package naru.gateway;

import io.netty.buffer.ByteBuf;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import naru.base.Failure;
import naru.gateway.change.config.HeaderChange;
import naru.gateway.config.Destination;
import naru.gateway.config.RouteConfig;
import naru.gateway.core.Spelling;
import naru.gateway.guard.config.Guarding;
import naru.http.BodySink;
import naru.http.Exchange;
import naru.http.Fields;
import naru.http.RequestHead;

/**
 * Takes out of a request's trailers what a route itself says, or says not, in fields of its head:
 * some servers put trailers to the other fields, and would believe a client of itself what the
 * gateway alone knows. RFC 9110 section 6.5.1.
 */
final class OwnTrailers implements BodySink {
  private final BodySink next;
  private final List<String> names;

  private OwnTrailers(BodySink next, List<String> names) {
    this.next = next;
    this.names = names;
  }

  /** The fields that are a route's own. */
  static List<String> of(RouteConfig route) {
    Collection<String> names = new TreeSet<>();
    Guarding guarding = route.guarding();
    guarding.basic().flatMap(b -> b.userHeader()).ifPresent(names::add);
    guarding.keys().flatMap(k -> k.consumerHeader()).ifPresent(names::add);
    guarding.jwt().ifPresent(j -> names.addAll(j.headers().keySet()));
    guarding.ask().ifPresent(a -> names.addAll(a.take()));
    add(route.changes().request(), names);
    if (route.to() instanceof Destination.Split split) {
      split.arms().forEach(arm -> add(arm.request(), names));
    }
    return List.copyOf(names);
  }

  private static void add(HeaderChange change, Collection<String> names) {
    names.addAll(change.remove());
    Stream.concat(change.set().stream(), change.add().stream()).forEach(l -> names.add(l.name()));
  }

  /** Looks at the trailers, if there may be any. */
  static void on(Exchange x, List<String> names) {
    if (!names.isEmpty() && mayTrail(x)) {
      x.throughBody(sink -> new OwnTrailers(sink, names));
    }
  }

  /** In HTTP/2 trailers may follow a body of known length, too: RFC 9113 section 8.1. */
  private static boolean mayTrail(Exchange x) {
    long length = x.bodyLength();
    return length < 0 || (length > 0 && x.request().version() == RequestHead.Version.HTTP_2);
  }

  @Override
  public void data(ByteBuf data) {
    next.data(data);
  }

  @Override
  public void trailers(Fields trailers) {
    for (String name : names) {
      Spelling.removeAll(trailers, name);
    }
    next.trailers(trailers);
  }

  @Override
  public void end() {
    next.end();
  }

  @Override
  public void abort(Failure failure) {
    next.abort(failure);
  }

  @Override
  public void flush() {
    next.flush();
  }
}
