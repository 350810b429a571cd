package naru.client;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import naru.base.Endpoint;
import naru.base.Failure;
import naru.http.LoopState;
import naru.trace.Party;
import naru.trace.Span;
import naru.trace.TlsEvent;
import naru.trace.Witness;
import naru.transport.ClientTls;
import naru.transport.Dialer;
import naru.transport.NameResolver;
import naru.transport.Target;
import org.jspecify.annotations.Nullable;

/**
 * How a trip gets to a host: the name is resolved, then its addresses are tried one after the
 * other. Confined to the trip's event loop.
 */
final class Approach {
  static final long HANDSHAKE_NANOS = 10_000_000_000L;
  private static final long CONNECT_NANOS = 10_000_000_000L;

  private final LoopState state;
  private final NameResolver resolver;
  private final Span span;
  private final Witness witness;
  private final BooleanSupplier goesOn;
  private boolean resolving;

  /**
   * The approaches of one trip.
   *
   * @param span for the resolver, which tells it until it is done
   * @param goesOn asked before each step: whether the trip is not over
   */
  Approach(
      LoopState state, NameResolver resolver, Span span, Witness witness, BooleanSupplier goesOn) {
    this.state = state;
    this.resolver = resolver;
    this.span = span;
    this.witness = witness;
    this.goesOn = goesOn;
  }

  /** Whether the resolver is at work. */
  boolean isResolving() {
    return resolving;
  }

  /** Sets off to a host; {@code dialed} hears of the first address that answers, or of the last. */
  void to(Endpoint endpoint, @Nullable ClientTls tls, Party to, Dialer.Dialed dialed) {
    resolving = true;
    resolver.resolve(
        endpoint.host(),
        state.loop(),
        span,
        new NameResolver.Resolution() {
          @Override
          public void resolved(List<InetAddress> addresses) {
            resolving = false;
            dial(new ArrayDeque<>(addresses), endpoint, tls, to, dialed);
          }

          @Override
          public void failed(Failure failure) {
            resolving = false;
            if (goesOn.getAsBoolean()) {
              dialed.failed(failure);
            }
          }
        });
  }

  /** Tries one address after the other. */
  private void dial(
      Deque<InetAddress> addresses,
      Endpoint endpoint,
      @Nullable ClientTls tls,
      Party to,
      Dialer.Dialed dialed) {
    if (!goesOn.getAsBoolean()) {
      return;
    }
    InetSocketAddress address = new InetSocketAddress(addresses.pop(), endpoint.port());
    Target target = new Target(address, tls, endpoint.host(), CONNECT_NANOS, HANDSHAKE_NANOS);
    Dialer.Dialed next =
        new Dialer.Dialed() {
          @Override
          public void opened(Channel opened, Optional<TlsEvent.Established> session) {
            dialed.opened(opened, session);
          }

          @Override
          public void failed(Failure failure) {
            if (failure.retry() && !addresses.isEmpty()) {
              dial(addresses, endpoint, tls, to, dialed);
            } else {
              dialed.failed(failure);
            }
          }
        };
    state.dialer().dial(state.loop(), target, Party.CLIENT, to, witness, next);
  }
}
