package naru.gateway;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import naru.gateway.core.HashKey;
import naru.gateway.core.Target;
import naru.gateway.core.Upstream;
import naru.http.Exchange;
import naru.http.Peer;
import naru.http.Slot;
import naru.http.Stop;
import naru.trace.TlsEvent;

/**
 * Picks the target that gets the request if no stop before it answers. That there is none is told,
 * but is no failure yet: a cache may know the answer. Makes no object.
 */
final class BalanceStop implements Stop {
  /** The target picked; nothing is left here if there was none. */
  static final Slot<Target> TARGET = Slot.named("gateway.target");

  private final HashKey key;
  private final SplittableRandom[] random;

  BalanceStop(HashKey key, SplittableRandom[] random) {
    this.key = key;
    this.random = random;
  }

  @Override
  public void enter(Exchange x) {
    Taken taken = x.peek(Taken.SLOT);
    if (taken != null && taken.upstream().isPresent()) {
      pick(x, taken.upstream().get());
    }
    x.proceed();
  }

  void pick(Exchange x, Upstream upstream) {
    int pick = choose(x, upstream, List.of());
    upstream.tell(x.span(), x.loopState().index(), pick);
    if (pick != Upstream.NOBODY) {
      x.put(TARGET, upstream.target(x.loopState().index(), pick));
    }
  }

  /** As {@link Upstream#choose}; to be told right after it, by {@link Upstream#tell}. */
  int choose(Exchange x, Upstream upstream, List<Target> tried) {
    long hash =
        upstream.hashBy().isPresent()
            ? key.of(upstream.hashBy().get(), x.request(), x.client().remote().getAddress())
            : HashKey.NONE;
    long draw = hash == HashKey.NONE ? draw(x) : hash;
    return upstream.choose(x.loopState().index(), x.loopState().lately(), draw, tried, x.request());
  }

  /** Where the request goes for a target; empty while its name has no address. */
  Optional<Peer> peer(Exchange x, Upstream upstream, Target target) {
    Optional<Peer> peer = target.peer(draw(x));
    return upstream.introduces() ? peer.map(p -> introduced(x, upstream, p)) : peer;
  }

  private static Peer introduced(Exchange x, Upstream upstream, Peer peer) {
    String name = x.client().tls().map(TlsEvent.Established::serverName).orElse("");
    return upstream.introduced(peer, x.client().remote(), x.client().local(), name);
  }

  /** A random number of the exchange's loop. */
  long draw(Exchange x) {
    return random[x.loopState().index()].nextLong();
  }
}
