package naru.gateway.config;

import java.util.HashSet;
import java.util.List;
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
 * @param place where the group stands
 * @param proxyProtocol the version of the PROXY header that tells targets of the client; empty for
 *     none
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
    Place place,
    Optional<OnBehalf.Version> proxyProtocol) {
  /** Most targets of a group. */
  public static final int MAX_TARGETS = 1000;

  private static final int MAX_RETRIES = 3;

  /**
   * One server.
   *
   * @param to a name is resolved at the start and from time to time
   * @param weight its share, 1 to 1000
   */
  public record TargetConfig(Endpoint to, int weight) {
    public TargetConfig {
      GatewayConfig.require(weight >= 1 && weight <= 1000, "a weight is 1 to 1000, not " + weight);
      GatewayConfig.require(to.port() > 0, "a target needs a port");
    }
  }

  /**
   * TLS to the targets.
   *
   * @param name SNI, and what the certificate must be good for; empty for the target's own host
   */
  public record Tls(ClientTls trust, Optional<String> name) {}

  /** Targets are not told of the client by a PROXY header. */
  public UpstreamConfig(
      String name,
      List<TargetConfig> targets,
      Balance balance,
      Optional<HealthCheck> health,
      Ejection ejection,
      int retries,
      Optional<Tls> tls,
      boolean hostOfTarget,
      Peer.Limits limits,
      Place place) {
    this(
        name,
        targets,
        balance,
        health,
        ejection,
        retries,
        tls,
        hostOfTarget,
        limits,
        place,
        Optional.empty());
  }

  /** The same, where a PROXY header tells targets of the client. */
  public UpstreamConfig introducing(OnBehalf.Version version) {
    return new UpstreamConfig(
        name,
        targets,
        balance,
        health,
        ejection,
        retries,
        tls,
        hostOfTarget,
        limits,
        place,
        Optional.of(version));
  }

  public UpstreamConfig {
    targets = List.copyOf(targets);
    GatewayConfig.require(!name.isBlank(), "an upstream needs a name");
    GatewayConfig.require(!targets.isEmpty(), "upstream '" + name + "' has no targets");
    GatewayConfig.require(
        targets.size() <= MAX_TARGETS,
        "upstream '" + name + "' has more than " + MAX_TARGETS + " targets");
    GatewayConfig.require(
        retries >= 0 && retries <= MAX_RETRIES, "retries are 0 to " + MAX_RETRIES);
    Set<Endpoint> seen = new HashSet<>();
    for (TargetConfig target : targets) {
      GatewayConfig.require(
          seen.add(target.to()), "upstream '" + name + "' has " + target.to() + " twice");
    }
  }

  /** Plain targets of equal weight, round-robin, one retry, default ejection, no active checks. */
  public static UpstreamConfig of(String name, Endpoint... targets) {
    List<TargetConfig> all =
        java.util.Arrays.stream(targets).map(t -> new TargetConfig(t, 1)).toList();
    return new UpstreamConfig(
        name,
        all,
        new Balance.RoundRobin(),
        Optional.empty(),
        Ejection.DEFAULT,
        1,
        Optional.empty(),
        false,
        Peer.Limits.DEFAULT,
        Place.BUILT_IN);
  }

  /** The same, balanced otherwise. */
  public UpstreamConfig balancedBy(Balance other) {
    return new UpstreamConfig(
        name, targets, other, health, ejection, retries, tls, hostOfTarget, limits, place);
  }

  /** The same, with active checks. */
  public UpstreamConfig checkedBy(HealthCheck check) {
    return new UpstreamConfig(
        name,
        targets,
        balance,
        Optional.of(check),
        ejection,
        retries,
        tls,
        hostOfTarget,
        limits,
        place);
  }

  /** The same, with other passive checks. */
  public UpstreamConfig ejecting(Ejection other) {
    return new UpstreamConfig(
        name, targets, balance, health, other, retries, tls, hostOfTarget, limits, place);
  }

  /** The same, with other bounds. */
  public UpstreamConfig within(Peer.Limits other) {
    return new UpstreamConfig(
        name, targets, balance, health, ejection, retries, tls, hostOfTarget, other, place);
  }

  /** The same, tried again more or less often. */
  public UpstreamConfig retrying(int times) {
    return new UpstreamConfig(
        name, targets, balance, health, ejection, times, tls, hostOfTarget, limits, place);
  }
}
