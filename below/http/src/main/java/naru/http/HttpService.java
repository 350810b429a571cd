package naru.http;

import java.net.InetAddress;
import java.util.function.Supplier;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.h2.Limits;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.transport.Arrival;
import naru.transport.Listener;

/**
 * What speaks HTTP on a listener's connections.
 *
 * @param engine the program's
 * @param at who this is in the trace
 * @param way asked once for each request, so that a reload takes effect with the next one
 * @param limits bounds of each connection
 * @param http2 bounds of HTTP/2 on it; it is spoken if a TLS client asks for it, or a client
 *     without TLS begins with its preface (RFC 9113 section 3)
 */
public record HttpService(
    HttpEngine engine, Party at, Supplier<Way> way, HttpLimits limits, Limits http2)
    implements Listener.Acceptor {
  private static final String H2 = "h2";

  /** A service with the usual bounds of HTTP/2. */
  public HttpService(HttpEngine engine, Party at, Supplier<Way> way, HttpLimits limits) {
    this(engine, at, way, limits, Limits.DEFAULT);
  }

  /** Whether HTTP/2 is spoken here. */
  boolean speaksHttp2() {
    return http2.streams() > 0;
  }

  private void refuse(Arrival arrival) {
    engine.state(arrival.channel().eventLoop()).counters().connectionsRefused++;
    String detail =
        "more than " + limits.connectionsPerClient() + " connections from " + arrival.remote();
    Failure failure = Failure.of(Code.CLIENT_CONNECTIONS, Side.CLIENT, detail);
    arrival.prologue().add(at, at.caller(), Provenance.DERIVED, new HttpEvent.Failed(failure));
    arrival.prologue().endAlone(at);
    arrival.channel().close();
  }

  @Override
  public void accepted(Arrival arrival) {
    InetAddress client = arrival.remote().getAddress();
    if (!engine.census().enter(client, limits.connectionsPerClient())) {
      refuse(arrival);
      return;
    }
    arrival.channel().closeFuture().addListener(closed -> engine.census().leave(client));
    if (speaksHttp2() && arrival.tls().isPresent() && arrival.tls().get().alpn().equals(H2)) {
      Http2Server.open(this, arrival);
    } else {
      ServerConnection.open(this, arrival);
    }
  }
}
