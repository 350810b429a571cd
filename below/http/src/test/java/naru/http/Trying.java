package naru.http;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import naru.base.Failure;

/** Tries these peers one after the other. */
record Trying(List<Peer> peers) implements Steering {
  static Stop of(Peer... peers) {
    Trying trying = new Trying(List.of(peers));
    return x -> Relay.start(x, peers[0], trying);
  }

  /** A peer to which there are so many connections, for which so many requests may wait. */
  static Peer limited(InetSocketAddress address, int connections, int waiting) {
    Peer.Limits d = Peer.Limits.DEFAULT;
    Peer.Limits limits =
        new Peer.Limits(
            connections,
            d.idle(),
            waiting,
            d.waitNanos(),
            d.connectNanos(),
            d.handshakeNanos(),
            d.firstByteNanos(),
            d.bodyIdleNanos(),
            d.idleNanos());
    return new Peer(address, null, "", limits);
  }

  @Override
  public Optional<Peer> failed(Failure failure, int attempt, boolean mayRetry) {
    return mayRetry && attempt < peers.size() ? Optional.of(peers.get(attempt)) : Optional.empty();
  }

  @Override
  public void answered(ResponseHead head) {}

  @Override
  public void over(Optional<Failure> failure) {}
}
