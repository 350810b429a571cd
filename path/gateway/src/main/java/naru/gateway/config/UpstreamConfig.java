package naru.gateway.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import naru.base.Endpoint;
import naru.base.Place;
import naru.http.Peer;
import naru.transport.ClientTls;
import naru.transport.OnBehalf;

/**
 * A group of servers that can answer the same requests.
 *
 * @param targets at least one, each address once
 * @param health active checks; empty for none
 * @param ejection passive checks
 * @param retries further tries of a request that was not processed, each on another target; 0 to 3
 * @param tls how the targets are reached; empty for plain TCP
 * @param hostOfTarget whether Host becomes the target's own; otherwise as the client sent it
 * @param limits bounds of the connections to each target, per event loop
 * @param selection who may get a request at all
 * @param retrying what is repeated
 * @param naming how names are followed
 * @param place where the group stands
 * @param proxyProtocol the version of the PROXY header that tells targets of the client; empty for
 *     none
 * @param protocol what is spoken with the targets; TLS must offer it by ALPN
 */
public record UpstreamConfig(
    String name,
    List<TargetConfig> targets,
    Balance balance,
    Optional<HealthCheck> health,
    Ejection ejection,
    int retries,
    Optional<Tls> tls,
    boolean hostOfTarget,
    Peer.Limits limits,
    Selection selection,
    Retrying retrying,
    Naming naming,
    Place place,
    Optional<OnBehalf.Version> proxyProtocol,
    Peer.Protocol protocol) {
  /** Most targets of a group. */
  public static final int MAX_TARGETS = 1000;

  private static final int MAX_RETRIES = 3;

  /**
   * One server.
   *
   * @param to where it is
   * @param weight its share, 1 to 1000
   * @param backup whether it is used only when too few others are healthy
   * @param labels by which subsets are chosen
   */
  public record TargetConfig(Site to, int weight, boolean backup, Map<String, String> labels) {
    /** A primary without labels. */
    public TargetConfig(Endpoint to, int weight) {
      this(new Site.Host(to), weight, false, Map.of());
    }

    /** A backup. */
    public static TargetConfig backup(Endpoint to) {
      return new TargetConfig(new Site.Host(to), 1, true, Map.of());
    }

    public TargetConfig {
      GatewayConfig.require(weight >= 1 && weight <= 1000, "a weight is 1 to 1000, not " + weight);
      labels = Map.copyOf(labels);
    }
  }

  /**
   * TLS to the targets.
   *
   * @param name SNI, and what the certificate must be good for; empty for the target's own host
   */
  public record Tls(ClientTls trust, Optional<String> name) {}

  public UpstreamConfig {
    targets = List.copyOf(targets);
    GatewayConfig.require(!name.isBlank(), "an upstream needs a name");
    GatewayConfig.require(!targets.isEmpty(), "upstream '" + name + "' has no targets");
    GatewayConfig.require(
        targets.size() <= MAX_TARGETS,
        "upstream '" + name + "' has more than " + MAX_TARGETS + " targets");
    GatewayConfig.require(
        retries >= 0 && retries <= MAX_RETRIES, "retries are 0 to " + MAX_RETRIES);
    Set<Site> seen = new HashSet<>();
    for (TargetConfig target : targets) {
      GatewayConfig.require(
          seen.add(target.to()), "upstream '" + name + "' has " + target.to() + " twice");
    }
  }

  /** Plain targets of equal weight, round-robin, one retry, default ejection, no active checks. */
  public static UpstreamConfig of(String name, Endpoint... targets) {
    return of(name, java.util.Arrays.stream(targets).map(t -> new TargetConfig(t, 1)).toList());
  }

  /** Plain targets, round-robin, one retry, default ejection, no active checks. */
  public static UpstreamConfig of(String name, List<TargetConfig> targets) {
    return new UpstreamConfig(
        name,
        targets,
        new Balance.RoundRobin(),
        Optional.empty(),
        Ejection.DEFAULT,
        1,
        Optional.empty(),
        false,
        Peer.Limits.DEFAULT,
        Selection.USUAL,
        Retrying.USUAL,
        Naming.USUAL,
        Place.BUILT_IN,
        Optional.empty(),
        Peer.Protocol.HTTP1);
  }
}
