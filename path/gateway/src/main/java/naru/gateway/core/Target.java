package naru.gateway.core;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import naru.base.Endpoint;
import naru.gateway.config.UpstreamConfig;
import naru.http.Peer;
import naru.trace.GatewayEvent.Candidate;
import naru.trace.UpstreamFacts;

/** One server of a group, as configured now, with what is known of it. */
public final class Target {
  /** How a target stands; the word is that of the trace. */
  enum Standing {
    HEALTHY("healthy", UpstreamFacts.HEALTHY),
    UNHEALTHY("unhealthy", UpstreamFacts.UNHEALTHY),
    EJECTED("ejected", UpstreamFacts.EJECTED),
    UNRESOLVED("unresolved", UpstreamFacts.UNRESOLVED);

    final String word;

    /** For {@link UpstreamFacts#pack}. */
    final int number;

    Standing(String word, int number) {
      this.word = word;
      this.number = number;
    }
  }

  /** What was made of a list of addresses: of that very list, which never changes. */
  private record Peers(List<InetSocketAddress> of, List<Optional<Peer>> peers) {}

  private final Endpoint endpoint;
  private final String address;
  private final int weight;
  private final TargetState state;
  private final UpstreamConfig upstream;
  private volatile Peers peers = new Peers(List.of(), List.of());

  Target(UpstreamConfig upstream, UpstreamConfig.TargetConfig config, TargetState state) {
    this.upstream = upstream;
    this.endpoint = config.to();
    this.address = config.to().toString();
    this.weight = config.weight();
    this.state = state;
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

  /** The target as it stands, for someone who looks; makes an object. */
  public Candidate candidate(long now) {
    return new Candidate(address, standing(now).word, (int) state.inflight().sum(), weight);
  }

  /**
   * Where its connections go: one of the addresses of its name. Makes no object while the addresses
   * stay the same.
   *
   * @param turn which of them, modulo their number
   * @return empty while its name has not been resolved
   */
  @SuppressWarnings("ReferenceEquality") // lists of addresses are replaced, never changed
  public Optional<Peer> peer(long turn) {
    List<InetSocketAddress> now = state.addresses();
    Peers known = peers;
    if (known.of() != now) {
      known = new Peers(now, now.stream().map(at -> Optional.of(peerAt(at))).toList());
      peers = known;
    }
    List<Optional<Peer>> all = known.peers();
    return switch (all.size()) {
      case 0 -> Optional.empty();
      case 1 -> all.getFirst();
      default -> all.get((int) Long.remainderUnsigned(turn, all.size()));
    };
  }

  private Peer peerAt(InetSocketAddress at) {
    return upstream
        .tls()
        .map(
            tls -> new Peer(at, tls.trust(), tls.name().orElse(endpoint.host()), upstream.limits()))
        .orElseGet(() -> new Peer(at, null, "", upstream.limits()));
  }
}
