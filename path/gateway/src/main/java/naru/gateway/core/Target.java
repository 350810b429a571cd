package naru.gateway.core;

import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import naru.base.Endpoint;
import naru.base.IpRange;
import naru.gateway.config.Site;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.config.UpstreamConfig.TargetConfig;
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
    UNRESOLVED("unresolved", UpstreamFacts.UNRESOLVED),
    DRAINED("drained", UpstreamFacts.DRAINED);

    final String word;

    /** For {@link UpstreamFacts#pack}. */
    final int number;

    Standing(String word, int number) {
      this.word = word;
      this.number = number;
    }
  }

  private static final String LOCAL = "localhost";
  private static final long STAYS = Long.MIN_VALUE;
  private static final int MAX_WEIGHT = 1000;

  /** Backups come behind all priorities of primaries. */
  private static final int TIER_STEP = 1 << 16;

  /** What was made of a list of addresses: of that very list, which never changes. */
  private record Peers(List<SocketAddress> of, List<Optional<Peer>> peers) {}

  private final TargetConfig config;
  private final String address;
  private final int weight;
  private final int tier;
  private final String host;
  private final TargetState state;
  private final UpstreamConfig upstream;
  private final long leavingAt;
  private volatile Peers peers = new Peers(List.of(), List.of());

  Target(UpstreamConfig upstream, TargetConfig config, TargetState state) {
    this(
        upstream,
        config,
        state,
        config.weight(),
        config.backup() ? 1 : 0,
        host(config.to()),
        STAYS);
  }

  private Target(
      UpstreamConfig upstream,
      TargetConfig config,
      TargetState state,
      int weight,
      int tier,
      String host,
      long leavingAt) {
    this.upstream = upstream;
    this.config = config;
    this.address = config.to().toString();
    this.weight = weight;
    this.tier = tier;
    this.host = host;
    this.state = state;
    this.leavingAt = leavingAt;
  }

  private static String host(Site site) {
    return switch (site) {
      case Site.Host(Endpoint to) -> to.host();
      case Site.Service(String name) -> name;
      case Site.Socket _ -> LOCAL;
    };
  }

  /** The same, used until then by those who stick to it. */
  Target leavingAt(long nanos) {
    return new Target(upstream, config, state, weight, tier, host, nanos);
  }

  /** One of the targets that this name stands for. */
  Target at(Spot spot, Function<TargetState.Key, TargetState> states) {
    Endpoint to = new Endpoint(spot.at().getAddress().getHostAddress(), spot.at().getPort());
    TargetState its = states.apply(new TargetState.Key(upstream.name(), to.toString()));
    its.foundAt(List.of(spot.at()));
    checkedFrom(upstream, its);
    int share = spot.weight() < 0 ? weight : Math.clamp(spot.weight(), 1, MAX_WEIGHT);
    TargetConfig one =
        new TargetConfig(new Site.Host(to), config.weight(), config.backup(), config.labels());
    int rank = tier * TIER_STEP + spot.priority();
    return new Target(upstream, one, its, share, rank, spot.host(), STAYS);
  }

  /** What is known by active checks, where there are none or they have not begun. */
  static void checkedFrom(UpstreamConfig upstream, TargetState state) {
    if (upstream.health().isEmpty()) {
      state.health().forget();
    } else if (upstream.health().get().startsOut()) {
      state.health().startOut();
    }
  }

  /** Whether it is a name each of whose addresses is a target. */
  public boolean isMany() {
    return switch (config.to()) {
      case Site.Host(Endpoint to) -> upstream.naming().each() && !IpRange.isLiteral(to.host());
      case Site.Service _ -> true;
      case Site.Socket _ -> false;
    };
  }

  public TargetConfig config() {
    return config;
  }

  /** Lower ones are used first. */
  int tier() {
    return tier;
  }

  /** Whether requests that bring its token are still let in although it drains. */
  boolean letsStickyIn(long now, long drainNanos) {
    if (leavingAt != STAYS) {
      return now - leavingAt < 0;
    }
    return state.use() == TargetState.Use.DRAIN
        && (drainNanos == 0 || now - state.useSince() < drainNanos);
  }

  /** As configured: a name stays a name. */
  public Site site() {
    return config.to();
  }

  /** Host and port, a service, or {@code unix:} and a path, as the trace names it. */
  public String address() {
    return address;
  }

  /** As whom it is asked where nobody says a host: a path is none, so that a socket is local. */
  public String authority() {
    return config.to() instanceof Site.Socket ? LOCAL : address;
  }

  /** Its share of the requests, compared with others. */
  public int weight() {
    return weight;
  }

  /** How it fares; the same object after a reload. */
  public TargetState state() {
    return state;
  }

  Standing standing(long now) {
    if (state.addresses().isEmpty()) {
      return Standing.UNRESOLVED;
    }
    if (leavingAt != STAYS || state.use() != TargetState.Use.ENABLED) {
      return Standing.DRAINED;
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
    List<SocketAddress> now = state.addresses();
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

  private Peer peerAt(SocketAddress at) {
    return upstream
        .tls()
        .map(
            tls ->
                new Peer(
                    at,
                    tls.trust(),
                    tls.name().orElse(host),
                    upstream.limits(),
                    upstream.protocol()))
        .orElseGet(() -> new Peer(at, null, "", upstream.limits(), upstream.protocol()));
  }
}
