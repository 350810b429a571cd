package naru.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Metrics;
import naru.base.Side;
import naru.gateway.config.Destination;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.StreamConfig;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.core.Asker;
import naru.gateway.core.ForwardingFields;
import naru.gateway.core.HashKey;
import naru.gateway.core.RouteTable;
import naru.gateway.core.Tally;
import naru.gateway.core.Target;
import naru.gateway.core.TargetState;
import naru.gateway.core.Upstream;
import naru.gateway.guard.Gatehouse;
import naru.gateway.guard.GuardCounts;
import naru.gateway.guard.GuardStop;
import naru.gateway.guard.Guards;
import naru.gateway.l4.StreamMemory;
import naru.gateway.l4.Streams;
import naru.http.Exchange;
import naru.http.HttpEngine;
import naru.http.Stop;
import naru.trace.TlsEvent;
import naru.transport.Addresses;
import naru.transport.ClientCertificate;
import naru.transport.Loops;
import naru.transport.NameResolver;

/**
 * The gateway, compiled from its configuration: an immutable snapshot that its stops work on. A
 * reload compiles another one over the same {@link GatewayState}, starts it, and closes this one;
 * requests under way finish on the snapshot that they began with.
 */
public final class Gateway implements AutoCloseable {
  /**
   * What the program lends.
   *
   * @param seed of the balancers' chance
   */
  public record Parts(
      Loops loops, HttpEngine engine, NameResolver resolver, Metrics metrics, long seed) {}

  /** The stops, in travelling order; a cache stands before the last. */
  public record Stops(Stop route, Stop guard, Stop change, Stop balance, Stop upstream) {}

  private final GatewayConfig config;
  private final Parts parts;
  private final RouteTable table;
  private final ForwardingFields forwarding;
  private final HashKey key;
  private final Gatehouse gatehouse;
  private final Map<String, Upstream> upstreams = new LinkedHashMap<>();
  private final List<Taken> routes = new ArrayList<>();
  private final Tally unrouted;
  private final Optional<ToHttps> toHttps;
  private final List<Watch> watches = new ArrayList<>();
  private final StreamMemory streams;
  private final Explainer explainer;

  /** Where it registers its numbers, so that they go when it does. */
  private final Metrics metrics;

  private Gateway(GatewayConfig config, Parts parts, GatewayState state) {
    this.streams = state.streams();
    this.config = config;
    this.parts = parts;
    this.metrics = state.numbers(parts.metrics());
    this.forwarding = new ForwardingFields(config.trust());
    this.table = RouteTable.of(config.routes(), new Asker(forwarding));
    this.key = new HashKey(forwarding);
    this.unrouted = new Tally(state.loops());
    this.toHttps = config.httpsOnly().map(how -> new ToHttps(how, new Asker(forwarding)));
    this.gatehouse =
        Gatehouse.of(
            parts.engine(),
            parts.loops(),
            parts.resolver(),
            new GuardCounts(parts.metrics(), metrics),
            state.guards());
    for (UpstreamConfig upstream : config.upstreams()) {
      state.forgetLeft(upstream, now());
      upstreams.put(
          upstream.name(),
          Upstream.of(
              upstream,
              state.loops(),
              state::of,
              state.leaving(upstream, now()),
              state.budget(upstream.name())));
    }
    SplittableRandom[] random = random(2);
    Routes compiler = new Routes(upstreams, gatehouse, forwarding, key, metrics, state, random);
    for (RouteConfig route : config.routes()) {
      Guards guards = gatehouse.compile(route.guarding());
      routes.add(compiler.compile(route, guards, state.route(route.name())));
    }
    this.explainer =
        new Explainer(
            table,
            toHttps.orElse(null),
            List.copyOf(routes),
            forwarding,
            key,
            parts.engine().tracer().clock());
  }

  /** Compiles a gateway; it does nothing by itself until {@link #start}. */
  public static Gateway of(GatewayConfig config, Parts parts, GatewayState state) {
    return new Gateway(config, parts, state);
  }

  /** Chance for each loop; {@code salt} keeps one use apart from another. */
  private SplittableRandom[] random(int salt) {
    SplittableRandom seeds = new SplittableRandom(parts.seed() + salt);
    SplittableRandom[] random = new SplittableRandom[parts.loops().count()];
    for (int i = 0; i < random.length; i++) {
      random[i] = seeds.split();
    }
    return random;
  }

  // ---- life

  /**
   * Begins to resolve names and to check targets, publishes the metrics, and lets {@code state}
   * forget targets that are not configured any more.
   */
  public void start(GatewayState state) {
    Set<TargetState.Key> keys = new HashSet<>();
    SplittableRandom random = new SplittableRandom(parts.seed());
    GatewayMetrics told = new GatewayMetrics(metrics);
    for (Upstream upstream : upstreams.values()) {
      upstream.targets().forEach(t -> keys.add(t.state().key()));
      upstream.configured().forEach(t -> keys.add(t.state().key()));
      watches.add(new Watch(upstream, parts, state, told, random.split()));
    }
    Set<String> routeNames = new HashSet<>();
    config.routes().forEach(r -> routeNames.add(r.name()));
    Set<String> followed = new HashSet<>();
    upstreams.values().stream()
        .filter(u -> u.configured().stream().anyMatch(Target::isMany))
        .forEach(u -> followed.add(u.name()));
    state.keepOnly(keys, upstreams.keySet(), followed, routeNames);
    told.publish(upstreams.values(), routes, unrouted);
    gatehouse.start();
    state.tells(metrics);
    watches.forEach(Watch::start);
    state.remember(config.upstreams(), now());
  }

  /** Stops resolving and checking; requests under way go on. */
  @Override
  public void close() {
    gatehouse.close();
    watches.forEach(Watch::close);
  }

  /**
   * The stops of this snapshot.
   *
   * @param origin answers the requests of routes that go to the origin in this process
   */
  public Stops stops(Stop origin) {
    BalanceStop balance = new BalanceStop(key, random(1));
    UpstreamStop upstream =
        new UpstreamStop(forwarding, balance, origin, config.tellsCertificate());
    return new Stops(
        new RouteStop(table, forwarding, routes, config, toHttps.orElse(null), unrouted),
        new GuardStop(Taken::guardsOf, forwarding, (fork, name) -> ask(upstream, fork, name)),
        new ChangeStop(),
        balance,
        gatehouse.circuits(Taken::guardsOf, upstream));
  }

  /** Sends a request of a guard's to a group. */
  private void ask(UpstreamStop stop, Exchange fork, String name) {
    Upstream upstream = upstreams.get(name);
    if (upstream == null) {
      fork.fail(Failure.of(Code.GATEWAY_NO_HEALTHY_TARGET, Side.US, "no upstream " + name));
    } else {
      stop.ask(fork, upstream);
    }
  }

  /** The streams that lead to groups of this snapshot. */
  public Streams streams(List<StreamConfig> configs) {
    return Streams.of(
        configs, upstreams, parts.loops(), parts.engine(), streams, metrics, parts.seed() + 2);
  }

  // ---- looking

  /**
   * What would become of a request.
   *
   * @param authority host, and port if one is named
   * @param path path and query, beginning with a slash
   * @param headers further fields
   * @param client who would ask, and where; see {@link #asker}
   * @throws IllegalArgumentException if these make no request
   */
  public Explanation explain(
      String method,
      String authority,
      String path,
      List<Map.Entry<String, String>> headers,
      Exchange.Client client) {
    return explainer.explain(method, authority, path, headers, client);
  }

  /** Somebody who shows no certificate. */
  public static Exchange.Client asker(InetAddress client, int port, boolean secure) {
    return asker(client, port, secure, Optional.empty());
  }

  /**
   * Somebody who asks, for {@link #explain}.
   *
   * @param port of the listener
   * @param secure whether by TLS
   * @param certificate what it proved by one
   */
  public static Exchange.Client asker(
      InetAddress client, int port, boolean secure, Optional<ClientCertificate> certificate) {
    Optional<TlsEvent.Established> tls =
        secure
            ? Optional.of(new TlsEvent.Established("1.3", "", "", "", false, ""))
            : Optional.empty();
    return new Exchange.Client(
        new InetSocketAddress(client, 0),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        tls,
        certificate);
  }

  private long now() {
    return parts.engine().tracer().clock().nanos();
  }

  /**
   * An operator says how a target is used from now on; a reload changes nothing about it.
   *
   * @param address as the status tells it
   * @return whether there is such an upstream and target
   */
  public boolean use(String upstream, String address, TargetState.Use how) {
    Upstream group = upstreams.get(upstream);
    if (group == null) {
      return false;
    }
    for (Target target : group.targets()) {
      if (target.address().equals(address)) {
        target.state().use(how, now());
        return true;
      }
    }
    return false;
  }

  /** How everything stands now. */
  public GatewayStatus status() {
    long now = now();
    return new GatewayStatus(
        upstreams.values().stream().map(u -> status(u, now)).toList(),
        routes.stream().map(Gateway::status).toList());
  }

  private static GatewayStatus.RouteStatus status(Taken route) {
    return new GatewayStatus.RouteStatus(
        route.config().name(), route.config().place(), destination(route), route.requests().sum());
  }

  private static String destination(Taken route) {
    return switch (route.config().to()) {
      case Destination.ToUpstream to -> to.name();
      case Destination.ToOrigin origin -> "origin";
      case Destination.ToFiles files -> "files " + files.folder();
      case Destination.Split split -> String.join(", ", split.upstreams());
      case Destination.Nowhere nowhere ->
          route.config().changes().redirect().isPresent() ? "redirect" : "answer";
    };
  }

  private static GatewayStatus.UpstreamStatus status(Upstream upstream, long now) {
    return new GatewayStatus.UpstreamStatus(
        upstream.name(),
        upstream.config().balance().word(),
        upstream.config().place(),
        upstream.targets().stream().map(t -> status(t, upstream, now)).toList());
  }

  private static GatewayStatus.TargetStatus status(Target target, Upstream upstream, long now) {
    TargetState s = target.state();
    return new GatewayStatus.TargetStatus(
        target.address(),
        s.addresses().stream().map(Addresses::text).toList(),
        target.candidate(now).state(),
        s.use().name().toLowerCase(Locale.ROOT),
        target.weight(),
        s.inflight().sum(),
        s.requests().sum(),
        s.failures().sum(),
        s.conduct().row(),
        s.conduct().times(),
        s.conduct().leftNanos(now) / 1_000_000,
        upstream.config().health().isPresent(),
        s.health().evidence(),
        s.conduct().evidence().stream()
            .map(e -> new GatewayStatus.Seen((now - e.atNanos()) / 1_000_000, e.what(), e.detail()))
            .toList());
  }
}
