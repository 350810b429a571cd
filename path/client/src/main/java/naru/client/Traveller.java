package naru.client;

import java.util.concurrent.CompletableFuture;
import naru.http.HttpEngine;
import naru.http.LoopState;
import naru.transport.ClientTls;
import naru.transport.Loops;
import naru.transport.NameResolver;

/**
 * The client: makes one request at a time and tells every step of it, from the question for the
 * name to the closing of the connection. One connection for each trip, so that a trace shows the
 * whole way.
 */
public final class Traveller {
  private final Loops loops;
  private final HttpEngine engine;
  private final NameResolver resolver;
  private final ClientTls tls;

  private Traveller(Loops loops, HttpEngine engine, NameResolver resolver, ClientTls tls) {
    this.loops = loops;
    this.engine = engine;
    this.resolver = resolver;
    this.tls = tls;
  }

  /**
   * A traveller.
   *
   * @param resolver whom to ask for addresses
   * @param tls whom to trust
   */
  public static Traveller of(Loops loops, HttpEngine engine, NameResolver resolver, ClientTls tls) {
    return new Traveller(loops, engine, resolver, tls);
  }

  /**
   * Sets off. The outcome comes when the connection is closed and the trace is whole; it is never
   * exceptional: a failure is an outcome.
   *
   * @param body gets the response's body; must be read by somebody
   */
  public CompletableFuture<Outcome> go(Trip trip, BodyPipe body) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    LoopState state = engine.state(loops.next());
    state.loop().execute(() -> new Ride(trip, body, state, resolver, tls, outcome).begin());
    return outcome;
  }
}
