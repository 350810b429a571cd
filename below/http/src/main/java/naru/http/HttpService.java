package naru.http;

import java.util.function.Supplier;
import naru.trace.Party;
import naru.transport.Arrival;
import naru.transport.Listener;

/**
 * What speaks HTTP/1.1 on a listener's connections.
 *
 * @param engine the program's
 * @param at who this is in the trace
 * @param way asked once for each request, so that a reload takes effect with the next one
 * @param limits bounds of each connection
 */
public record HttpService(HttpEngine engine, Party at, Supplier<Way> way, HttpLimits limits)
    implements Listener.Acceptor {
  @Override
  public void accepted(Arrival arrival) {
    ServerConnection.open(this, arrival);
  }
}
