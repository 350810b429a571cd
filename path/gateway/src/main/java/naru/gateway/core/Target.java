package naru.gateway.core;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import naru.base.Endpoint;
import naru.gateway.config.UpstreamConfig;
import naru.http.Peer;
import naru.trace.GatewayEvent.Candidate;

/** One server of a group, as configured now, with what is known of it. */
public final class Target {
  /** How a target stands; the word is that of the trace. */
  enum Standing {
    HEALTHY("healthy"),
    UNHEALTHY("unhealthy"),
    EJECTED("ejected"),
    UNRESOLVED("unresolved");

    final String word;

    Standing(String word) {
      this.word = word;
    }
  }

  /** Candidates of a healthy target with few requests under way are made once. */
  private static final int READY = 16;

  private record Peers(List<InetSocketAddress> of, List<Peer> peers) {}

  private final Endpoint endpoint;
  private final String address;
  private final int weight;
  private final TargetState state;
  private final UpstreamConfig upstream;
  private final Candidate[] ready = new Candidate[READY];
  private volatile Peers peers = new Peers(List.of(), List.of());

  Target(UpstreamConfig upstream, UpstreamConfig.TargetConfig config, TargetState state) {
    this.upstream = upstream;
    this.endpoint = config.to();
    this.address = config.to().toString();
    this.weight = config.weight();
    this.state = state;
    for (int i = 0; i < READY; i++) {
      ready[i] = new Candidate(address, Standing.HEALTHY.word, i, weight);
    }
  }

  /** As configured: a name stays a name. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** Host and port, as the trace names it. */
  public String address() {
    return address;
  }

  public int weight() {
    return weight;
  }

  public TargetState state() {
    return state;
  }

  Standing standing(long now) {
    if (state.addresses().isEmpty()) {
      return Standing.UNRESOLVED;
    }
    if (!state.health().isHealthy()) {
      return Standing.UNHEALTHY;
    }
    return state.conduct().isEjected(now) ? Standing.EJECTED : Standing.HEALTHY;
  }

  Candidate candidate(Standing standing, int inflight) {
    return standing == Standing.HEALTHY && inflight >= 0 && inflight < READY
        ? ready[inflight]
        : new Candidate(address, standing.word, inflight, weight);
  }

  /** The target as it stands, for someone who looks. */
  public Candidate candidate(long now) {
    return candidate(standing(now), (int) state.inflight().sum());
  }

  /**
   * Where its connections go: one of the addresses of its name.
   *
   * @param turn which of them, modulo their number
   * @return empty while its name has not been resolved
   */
  public Optional<Peer> peer(long turn) {
    List<InetSocketAddress> now = state.addresses();
    Peers known = peers;
    if (!known.of().equals(now)) {
      known = new Peers(now, now.stream().map(this::peerAt).toList());
      peers = known;
    }
    List<Peer> all = known.peers();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.get((int) Long.remainderUnsigned(turn, all.size())));
  }

  private Peer peerAt(InetSocketAddress at) {
    return upstream
        .tls()
        .map(
            tls -> new Peer(at, tls.trust(), tls.name().orElse(endpoint.host()), upstream.limits()))
        .orElseGet(() -> new Peer(at, null, "", upstream.limits()));
  }
}
