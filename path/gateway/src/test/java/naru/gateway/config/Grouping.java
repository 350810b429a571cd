package naru.gateway.config;

import java.util.List;
import java.util.Optional;
import naru.base.Endpoint;
import naru.base.Place;
import naru.http.Peer;
import naru.transport.OnBehalf;

/** An {@link UpstreamConfig} that is like another but for what is said. */
public final class Grouping {
  private final String name;
  private final List<UpstreamConfig.TargetConfig> targets;
  private Balance balance;
  private Optional<HealthCheck> health;
  private Ejection ejection;
  private int retries;
  private final Optional<UpstreamConfig.Tls> tls;
  private boolean hostOfTarget;
  private Peer.Limits limits;
  private Selection selection;
  private Retrying retrying;
  private Naming naming;
  private final Place place;
  private Optional<OnBehalf.Version> proxyProtocol;
  private Peer.Protocol protocol;

  private Grouping(UpstreamConfig from) {
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

  /** The same as this one. */
  public static Grouping of(UpstreamConfig config) {
    return new Grouping(config);
  }

  public static Grouping of(String name, Endpoint... targets) {
    return of(UpstreamConfig.of(name, targets));
  }

  public static Grouping of(String name, List<UpstreamConfig.TargetConfig> targets) {
    return of(UpstreamConfig.of(name, targets));
  }

  public Grouping balancedBy(Balance other) {
    balance = other;
    return this;
  }

  public Grouping checkedBy(HealthCheck check) {
    health = Optional.of(check);
    return this;
  }

  public Grouping ejecting(Ejection other) {
    ejection = other;
    return this;
  }

  public Grouping within(Peer.Limits other) {
    limits = other;
    return this;
  }

  public Grouping retrying(int times) {
    retries = times;
    return this;
  }

  public Grouping repeating(Retrying other) {
    retrying = other;
    return this;
  }

  public Grouping selecting(Selection other) {
    selection = other;
    return this;
  }

  public Grouping naming(Naming other) {
    naming = other;
    return this;
  }

  /** A PROXY header tells targets of the client. */
  public Grouping introducing(OnBehalf.Version version) {
    proxyProtocol = Optional.of(version);
    return this;
  }

  public Grouping speaking(Peer.Protocol other) {
    protocol = other;
    return this;
  }

  /** Requests name the target as Host. */
  public Grouping namingTarget() {
    hostOfTarget = true;
    return this;
  }

  /** All of it. */
  public UpstreamConfig group() {
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
