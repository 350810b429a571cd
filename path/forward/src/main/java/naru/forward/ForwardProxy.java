package naru.forward;

import java.util.concurrent.TimeUnit;
import naru.base.Endpoint;
import naru.base.Limit;
import naru.base.Metrics;
import naru.forward.core.Policy;
import naru.forward.core.Unwilling;
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
  private static final int MAX_UNWILLING = 10_000;
  private static final long UNWILLING_NANOS = TimeUnit.MINUTES.toNanos(10);

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
    Counts counts = Counts.in(metrics);
    Unwilling unwilling = Unwilling.atMost(MAX_UNWILLING, UNWILLING_NANOS);
    metrics.gauge("naru_proxy_unwilling", "pairs of client and host", unwilling::size);
    Reach reach = Reach.by(resolver, counts);
    FetchStop fetch = new FetchStop(reach, toServers, config.limits());
    Gate gate = new Gate(config, unwilling, counts);
    Hiding hiding = Hiding.of(config);
    Inspection inspection =
        new Inspection(
            engine,
            limits,
            toClients,
            end -> Way.of(new InsideStop(end, gate, hiding), between, fetch),
            unwilling,
            counts);
    Limit tunnels = Limit.of(metrics, "proxy-tunnels", MAX_TUNNELS);
    Connector connector = new Connector(config, reach, inspection, tunnels, counts);
    Authentication authentication =
        new Authentication(config.credentials(), config.realm(), counts);
    PolicyStop policy = new PolicyStop(authentication, gate, hiding, connector);
    return new ForwardProxy(config, policy, fetch);
  }

  /** The first stop: who, what for, and whether it is allowed. */
  public Stop policyStop() {
    return policy;
  }

  /** The last stop: asks the server. */
  public Stop fetchStop() {
    return fetch;
  }

  /** What is decided by. */
  public Policy policy() {
    return config.policy();
  }

  /** The policy's word alone, for a dry run. */
  public Policy.Decision decide(Endpoint target) {
    return config.policy().decide(target.host());
  }

  /** What would be done with a target and why, for a dry run: nothing is sent or resolved. */
  public Explanation explain(String host, int port) {
    return Explanation.of(config, host, port);
  }
}
