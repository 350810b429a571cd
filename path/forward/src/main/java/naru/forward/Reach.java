package naru.forward;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.forward.core.Vetting;
import naru.http.Exchange;
import naru.trace.ProxyEvent;
import naru.transport.NameResolver;

/** From a destination's name to the addresses that may be dialed. */
final class Reach {
  /** Of a name with more addresses only so many are tried. */
  static final int MAX_ADDRESSES = 4;

  private final NameResolver resolver;
  private final Counts counts;

  private Reach(NameResolver resolver, Counts counts) {
    this.resolver = resolver;
    this.counts = counts;
  }

  static Reach by(NameResolver resolver, Counts counts) {
    return new Reach(resolver, counts);
  }

  /** Gets the addresses, at least one; or the failure. On the exchange's loop. */
  interface Reached {
    void at(List<InetSocketAddress> addresses);

    void notReached(Failure failure);
  }

  void resolve(Exchange x, Destination destination, Reached then) {
    resolver.resolve(
        destination.endpoint().host(),
        x.loop(),
        x.span(),
        new NameResolver.Resolution() {
          @Override
          public void resolved(List<InetAddress> addresses) {
            vet(x, destination, addresses, then);
          }

          @Override
          public void failed(Failure failure) {
            then.notReached(failure);
          }
        });
  }

  private void vet(Exchange x, Destination destination, List<InetAddress> addresses, Reached then) {
    List<InetAddress> allowed = Vetting.allowed(addresses, destination.decision().named());
    if (allowed.isEmpty()) {
      counts.refused(Counts.Refusal.PRIVATE);
      String address = addresses.get(0).getHostAddress();
      String target = destination.endpoint().toString();
      x.span().add(new ProxyEvent.PrivateTargetRefused(target, address));
      then.notReached(
          Failure.of(
              Code.PROXY_PRIVATE_TARGET,
              Side.US,
              destination.endpoint().host() + " is not a public address, and no rule names it"));
      return;
    }
    int port = destination.endpoint().port();
    then.at(
        allowed.stream().limit(MAX_ADDRESSES).map(a -> new InetSocketAddress(a, port)).toList());
  }
}
