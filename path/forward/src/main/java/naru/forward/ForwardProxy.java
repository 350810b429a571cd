package naru.forward;

import naru.base.Endpoint;
import naru.base.Limit;
import naru.base.Metrics;
import naru.forward.core.Policy;
import naru.http.HttpEngine;
import naru.http.HttpLimits;
import naru.http.Stop;
import naru.http.Way;
import naru.transport.ClientTls;
import naru.transport.NameResolver;
import naru.transport.ServerTls;

/**
 * The forward proxy, made of two stops with whatever the wiring puts between them (the cache): the
 * policy and the fetch. Tunnels and inspected tunnels branch off at the policy.
 */
public final class ForwardProxy {
  private static final long MAX_TUNNELS = 20_000;

  private final ForwardConfig config;
  private final PolicyStop policy;
  private final FetchStop fetch;

  private ForwardProxy(ForwardConfig config, PolicyStop policy, FetchStop fetch) {
    this.config = config;
    this.policy = policy;
    this.fetch = fetch;
  }

  /**
   * A forward proxy.
   *
   * @param resolver asked for every destination
   * @param toServers whom to trust on inspected and https requests
   * @param toClients certificates for inspected names
   * @param between the stop between policy and fetch, such as a cache
   */
  public static ForwardProxy of(
      ForwardConfig config,
      HttpEngine engine,
      HttpLimits limits,
      NameResolver resolver,
      ClientTls toServers,
      ServerTls toClients,
      Stop between,
      Metrics metrics) {
    Reach reach = Reach.by(resolver);
    FetchStop fetch = new FetchStop(reach, toServers, config.limits());
    Limit tunnels = Limit.of(metrics, "proxy-tunnels", MAX_TUNNELS);
    ConnectorHolder holder = new ConnectorHolder();
    Inspection inspection =
        new Inspection(
            engine,
            limits,
            toClients,
            (end, x) -> Way.of(PolicyStop.inside(config, holder.get(), end), between, fetch));
    Connector connector = new Connector(config, reach, inspection, tunnels);
    holder.set(connector);
    return new ForwardProxy(config, PolicyStop.of(config, connector), fetch);
  }

  /** A tunnel may hold a request for another tunnel: the ring is closed here, once. */
  private static final class ConnectorHolder {
    private Connector connector;

    @SuppressWarnings("NullAway.Init")
    ConnectorHolder() {}

    void set(Connector c) {
      connector = c;
    }

    Connector get() {
      return connector;
    }
  }

  /** The first stop: who, what for, and whether it is allowed. */
  public Stop policyStop() {
    return policy;
  }

  /** The last stop: asks the server. */
  public Stop fetchStop() {
    return fetch;
  }

  /** What the policy would say, for a dry run. */
  public Policy.Decision decide(Endpoint endpoint) {
    return config.policy().decide(endpoint.host());
  }
}
