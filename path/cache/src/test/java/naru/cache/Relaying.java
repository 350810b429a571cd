package naru.cache;

import java.net.InetSocketAddress;
import java.util.Optional;
import naru.base.Failure;
import naru.http.Peer;
import naru.http.Relay;
import naru.http.ResponseHead;
import naru.http.Steering;
import naru.http.Stop;

/** The last stop of a test's way: carries everything to one server, in one try. */
final class Relaying implements Steering {
  private Relaying() {}

  static Stop to(InetSocketAddress server) {
    Peer peer = Peer.plain(server);
    return x -> Relay.start(x, peer, new Relaying());
  }

  @Override
  public Optional<Peer> failed(Failure failure, int attempt, boolean mayRetry) {
    return Optional.empty();
  }

  @Override
  public void answered(ResponseHead head) {}

  @Override
  public void over(Optional<Failure> failure) {}
}
