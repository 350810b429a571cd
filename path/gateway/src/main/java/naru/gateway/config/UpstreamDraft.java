package naru.gateway.config;

import java.util.List;
import java.util.Optional;
import naru.base.Place;
import naru.http.Peer;
import naru.transport.OnBehalf;

/** An {@link UpstreamConfig} that is being changed: its components, open. */
final class UpstreamDraft {
  private final String name;
  private final List<UpstreamConfig.TargetConfig> targets;
  Balance balance;
  Optional<HealthCheck> health;
  Ejection ejection;
  int retries;
  private final Optional<UpstreamConfig.Tls> tls;
  boolean hostOfTarget;
  Peer.Limits limits;
  Selection selection;
  Retrying retrying;
  Naming naming;
  private final Place place;
  Optional<OnBehalf.Version> proxyProtocol;
  Peer.Protocol protocol;

  UpstreamDraft(UpstreamConfig from) {
    name = from.name();
    targets = from.targets();
    balance = from.balance();
    health = from.health();
    ejection = from.ejection();
    retries = from.retries();
    tls = from.tls();
    hostOfTarget = from.hostOfTarget();
    limits = from.limits();
    selection = from.selection();
    retrying = from.retrying();
    naming = from.naming();
    place = from.place();
    proxyProtocol = from.proxyProtocol();
    protocol = from.protocol();
  }

  UpstreamConfig whole() {
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
        selection,
        retrying,
        naming,
        place,
        proxyProtocol,
        protocol);
  }
}
