package naru.gateway.guard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import naru.base.Clock;
import naru.base.Place;
import naru.gateway.guard.config.ApiKeys;
import naru.gateway.guard.config.Basic;
import naru.gateway.guard.config.Circuit;
import naru.gateway.guard.config.Guarding;
import naru.gateway.guard.config.Jwt;
import naru.gateway.guard.config.LimitBy;
import naru.gateway.guard.config.Pace;
import naru.gateway.guard.config.Rate;
import naru.gateway.guard.core.Addresses;
import naru.http.Exchange;
import naru.http.HttpEngine;
import naru.http.Stop;
import naru.transport.Loops;
import naru.transport.NameResolver;

/**
 * The guards of all routes of one configuration. What routes share (a gateway's own limits, users,
 * issuers) is compiled once; what must outlive the configuration is in {@link GuardState}.
 */
public final class Gatehouse implements AutoCloseable {
  private final HttpEngine engine;
  private final Loops loops;
  private final NameResolver resolver;
  private final GuardState state;
  private final GuardMetrics metrics;
  private final GuardCounts counts;
  private final Map<Object, Proof.Scheme> schemes = new HashMap<>();
  private final Map<String, KeyReader> readers = new HashMap<>();
  private final Set<String> ids = new HashSet<>();

  private Gatehouse(
      HttpEngine engine, Loops loops, NameResolver resolver, GuardCounts counts, GuardState state) {
    this.engine = engine;
    this.loops = loops;
    this.resolver = resolver;
    this.state = state;
    this.metrics = new GuardMetrics(counts.own());
    this.counts = counts;
  }

  /** Without guards yet. */
  public static Gatehouse of(
      HttpEngine engine, Loops loops, NameResolver resolver, GuardCounts counts, GuardState state) {
    return new Gatehouse(engine, loops, resolver, counts, state);
  }

  private Clock clock() {
    return engine.tracer().clock();
  }

  /** Compiles the guards of a route. */
  public Guards compile(Guarding config) {
    if (config.equals(Guarding.NONE)) {
      return Guards.NONE;
    }
    List<Guard> guards = new ArrayList<>();
    config.keys().flatMap(ApiKeys::query).ifPresent(q -> guards.add(new HideGuard(q)));
    if (!config.addresses().isEmpty()) {
      guards.add(new AddressGuard(new Addresses(config.addresses()), counts));
    }
    config.rates().stream().filter(r -> !isByConsumer(r)).map(this::rate).forEach(guards::add);
    proofs(config, guards);
    config.ask().ifPresent(ask -> guards.add(new AskGuard(ask, counts)));
    config.rates().stream().filter(Gatehouse::isByConsumer).map(this::rate).forEach(guards::add);
    return new Guards(
        guards.toArray(Guard[]::new),
        config.paces().stream().map(this::pace).toArray(PaceLimit[]::new),
        config.circuits().stream().map(this::circuit).toArray(CircuitState[]::new),
        config.priority());
  }

  /** The same guards on one way of a split, where another circuit may stand. */
  public Guards on(Guards guards, Optional<Circuit> way) {
    return way.map(c -> guards.with(circuit(c))).orElse(guards);
  }

  private static boolean isByConsumer(Rate rate) {
    return rate.by() instanceof LimitBy.Consumer;
  }

  private Guard rate(Rate rate) {
    ids.add(rate.id());
    Quota quota = new Quota(rate, state.hash(), counts);
    return rate.isConcurrent()
        ? new ConcurrentGuard(rate, state.counts(rate.id()), quota)
        : new RateGuard(rate, state.rates(rate.id(), keys(rate.by(), rate.keys())), quota);
  }

  private static int keys(LimitBy by, int keys) {
    return by instanceof LimitBy.Route ? 1 : keys;
  }

  private PaceLimit pace(Pace pace) {
    ids.add(pace.id());
    int keys = pace.by().map(by -> keys(by, pace.keys())).orElse(1);
    return new PaceLimit(pace, state.rates(pace.id(), keys), state.hash());
  }

  private CircuitState circuit(Circuit circuit) {
    ids.add(circuit.id());
    return state.circuit(circuit, clock().nanos());
  }

  private void proofs(Guarding config, List<Guard> guards) {
    List<Proof.Scheme> all = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    config
        .keys()
        .ifPresent(
            k -> {
              all.add(schemes.computeIfAbsent(k, c -> new KeyScheme((ApiKeys) c)));
              places.add(k.place());
            });
    config
        .jwt()
        .ifPresent(
            j -> {
              all.add(schemes.computeIfAbsent(j, c -> jwt((Jwt) c)));
              places.add(j.place());
            });
    config
        .basic()
        .ifPresent(
            b -> {
              all.add(schemes.computeIfAbsent(b, c -> new BasicScheme((Basic) c, state.salt())));
              places.add(b.place());
            });
    if (!all.isEmpty()) {
      guards.add(new ProofGuard(all, places.getFirst(), state.desk(), counts));
    }
  }

  private Proof.Scheme jwt(Jwt config) {
    Jwt.Keys from = config.keys();
    KeySet keys = state.keys(from);
    ids.add(from.id());
    readers.computeIfAbsent(from.id(), id -> reader(from, keys));
    return new JwtScheme(config, keys, state.salt());
  }

  private KeyReader reader(Jwt.Keys from, KeySet keys) {
    var loop = loops.next();
    KeyReader.Source source =
        switch (from) {
          case Jwt.Keys.InFile file -> new KeyFile(file.path());
          case Jwt.Keys.At at -> new KeyFetch(at, engine.state(loop), resolver);
        };
    return new KeyReader(keys, source, loop, clock(), from.refreshNanos());
  }

  // ---- life

  /** Begins to read keys, publishes the metrics, and forgets what is not configured any more. */
  public void start() {
    state.keepOnly(ids);
    state.publish(metrics, clock());
    metrics.publish(state.desk());
    schemes.values().forEach(s -> s.publish(metrics));
    readers.values().forEach(KeyReader::start);
  }

  /** Reads no more keys; requests under way go on. */
  @Override
  public void close() {
    readers.values().forEach(KeyReader::close);
  }

  /** A stop before what is behind the gateway, for the circuits of the routes. */
  public Stop circuits(Function<Exchange, Guards> of, Stop behind) {
    return new CircuitStop(of, counts, behind);
  }
}
