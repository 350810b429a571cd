package naru.http;

import java.util.List;
import java.util.Optional;
import naru.base.Failure;

/** Tries these peers one after the other. */
record Trying(List<Peer> peers) implements Steering {
  static Stop of(Peer... peers) {
    Trying trying = new Trying(List.of(peers));
    return x -> Relay.start(x, peers[0], trying);
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
