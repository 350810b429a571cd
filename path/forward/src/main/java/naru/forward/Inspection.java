package naru.forward;

import io.netty.channel.Channel;
import java.util.function.BiFunction;
import naru.base.Endpoint;
import naru.http.Exchange;
import naru.http.HttpEngine;
import naru.http.HttpLimits;
import naru.http.HttpService;
import naru.http.Way;
import naru.trace.Party;
import naru.trace.Prologue;
import naru.transport.ServerTls;

/**
 * A tunnel that is looked into: the client's TLS ends here, with a certificate of Naru's own CA
 * that the client must trust; what comes out goes the way of HTTP and on to the server over TLS of
 * its own.
 */
final class Inspection {
  private final HttpEngine engine;
  private final HttpLimits limits;
  private final ServerTls tls;
  private final BiFunction<Endpoint, Exchange, Way> way;

  Inspection(
      HttpEngine engine,
      HttpLimits limits,
      ServerTls tls,
      BiFunction<Endpoint, Exchange, Way> way) {
    this.engine = engine;
    this.limits = limits;
    this.tls = tls;
    this.way = way;
  }

  void begin(Exchange x, Endpoint end) {
    Way inside = way.apply(end, x);
    HttpService service = new HttpService(engine, Party.PROXY, () -> inside, limits);
    Prologue prologue = x.loopState().tracer().prologue();
    Channel channel = x.takeOver(x.response(200));
    // The tunnel's requests are parts of the trace themselves; the CONNECT has done its work.
    x.span().end();
    tls.startOn(channel, Party.PROXY, prologue, service::accepted, failure -> {});
    channel.config().setAutoRead(true);
  }
}
