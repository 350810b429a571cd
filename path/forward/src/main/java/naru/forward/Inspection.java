package naru.forward;

import io.netty.channel.Channel;
import java.util.function.Function;
import naru.base.Endpoint;
import naru.base.Failure;
import naru.forward.core.Unwilling;
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
 * its own. A client that rejects the certificate is remembered.
 */
final class Inspection {
  private final HttpEngine engine;
  private final HttpLimits limits;
  private final ServerTls tls;
  private final Function<Endpoint, Way> way;
  private final Unwilling unwilling;
  private final Counts counts;

  Inspection(
      HttpEngine engine,
      HttpLimits limits,
      ServerTls tls,
      Function<Endpoint, Way> way,
      Unwilling unwilling,
      Counts counts) {
    this.engine = engine;
    this.limits = limits;
    this.tls = tls;
    this.way = way;
    this.unwilling = unwilling;
    this.counts = counts;
  }

  void begin(Exchange x, Endpoint end, Runnable whenClosed) {
    Way inside = way.apply(end);
    HttpService service = new HttpService(engine, Party.PROXY, () -> inside, limits);
    Prologue prologue = x.loopState().tracer().prologue();
    String client = x.client().remote().getAddress().getHostAddress();
    Channel channel = x.takeOver(x.response(200));
    channel.closeFuture().addListener(closed -> whenClosed.run());
    // The tunnel's requests are parts of the trace themselves; the CONNECT has done its work.
    x.span().end();
    tls.startOn(
        channel,
        Party.PROXY,
        prologue,
        service::accepted,
        failure -> learn(failure, client, end.host()));
    channel.config().setAutoRead(true);
  }

  private void learn(Failure failure, String client, String host) {
    if (Unwilling.isRejection(failure)) {
      unwilling.learn(client, host, engine.tracer().clock().nanos());
      counts.learnt();
    }
  }
}
