package naru.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import naru.base.Limit;
import naru.base.Metrics;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.config.UpstreamConfig.TargetConfig;
import naru.gateway.core.RetryBudget;
import naru.gateway.core.TargetState;
import naru.gateway.guard.GuardState;
import naru.gateway.l4.StreamMemory;

/**
 * What is known of all targets. One per program: each {@link Gateway} compiled over it finds its
 * targets as the one before left them, so that a reload forgets no health and no ejection.
 */
public final class GatewayState {
  private final ConcurrentHashMap<TargetState.Key, TargetState> states = new ConcurrentHashMap<>();
  private final AbsentTargets absent = new AbsentTargets();
  private final ConcurrentHashMap<String, RetryBudget.Account> budgets = new ConcurrentHashMap<>();
  private final GuardState guards = new GuardState();
  private final ConcurrentHashMap<String, Taken.Counts> routes = new ConcurrentHashMap<>();
  private volatile Map<String, Last> last = Map.of();
  private final int loops;
  private final StreamMemory streams;
  private final ConcurrentHashMap<String, Limit> limits = new ConcurrentHashMap<>();

  /** Numbers of the gateway that runs, and of those compiled since, of which one may follow it. */
  private final List<Metrics> published = new ArrayList<>();

  private GatewayState(int loops) {
    this.streams = new StreamMemory(loops);
    this.loops = loops;
  }

  /** Nothing is known yet. */
  public static GatewayState forLoops(int loops) {
    return new GatewayState(loops);
  }

  TargetState of(TargetState.Key key) {
    return states.computeIfAbsent(key, k -> new TargetState(k, loops));
  }

  Taken.Counts route(String name) {
    return routes.computeIfAbsent(name, n -> Taken.Counts.forLoops(loops));
  }

  /** What the repetitions of an upstream have taken. */
  RetryBudget.Account budget(String upstream) {
    return budgets.computeIfAbsent(upstream, n -> new RetryBudget.Account());
  }

  /**
   * Forgets the targets, upstreams and routes that no configuration names any more.
   *
   * @param followed those of the upstreams whose targets come and go with names
   */
  void keepOnly(
      Set<TargetState.Key> keys,
      Set<String> upstreams,
      Set<String> followed,
      Set<String> routeNames) {
    absent.keepOnly(followed);
    absent.came(keys);
    states.keySet().removeIf(key -> !keys.contains(key) && !absent.has(key));
    budgets.keySet().retainAll(upstreams);
    routes.keySet().retainAll(routeNames);
  }

  // ---- targets of names

  /**
   * A name has no longer these targets: they are remembered for a while.
   *
   * @param every how often the name is asked for
   */
  void left(Set<TargetState.Key> keys, long now, long every) {
    keys.forEach(key -> of(key).left());
    states.keySet().removeAll(absent.left(keys, now, every));
  }

  /** A name has these targets. */
  void came(Set<TargetState.Key> keys) {
    absent.came(keys);
  }

  /**
   * Forgets those of a group that have been away for too long; those of others may be coming back
   * on other loops at this moment. Of who still has requests nothing, and what an operator said
   * later than the rest.
   */
  void forgetAbsent(String upstream, long now) {
    List<TargetState.Key> forgotten = new ArrayList<>();
    for (TargetState.Key key : absent.gone(upstream, now)) {
      TargetState gone = of(key);
      if (gone.inflight().sum() > 0) {
        continue;
      }
      boolean said = gone.use() != TargetState.Use.ENABLED;
      if (said && !absent.isLongGone(key, now)) {
        states.put(key, gone.successor());
      } else {
        forgotten.add(key);
        states.remove(key);
      }
    }
    absent.forget(forgotten);
  }

  // ---- bounds and numbers that go on

  /** A bound that a reload does not begin anew: what was taken before is given back to it. */
  Limit limit(String name, long max, Metrics metrics) {
    Limit known = limits.computeIfAbsent(name, n -> Limit.of(metrics, n, max));
    known.publish(metrics);
    return known;
  }

  /** Where a gateway that is being compiled registers its numbers. */
  synchronized Metrics numbers(Metrics metrics) {
    Metrics own = metrics.noting();
    absent.publish(own);
    published.add(own);
    return own;
  }

  /** These are the numbers that count; what others told of routes and targets is forgotten. */
  synchronized void tells(Metrics own) {
    published.stream().filter(m -> m != own).forEach(m -> m.giveWayTo(own));
    published.removeIf(m -> m != own);
  }

  // ---- targets that a reload takes away

  /** An upstream as it was started last, and who has been leaving it until when. */
  private record Last(UpstreamConfig config, Map<TargetConfig, Long> leaving) {}

  /** Who of the upstream of this name goes on for clients that stick, and until when. */
  Map<TargetConfig, Long> leaving(UpstreamConfig next, long now) {
    Last last = this.last.get(next.name());
    long drain = next.selection().drainNanos();
    if (last == null || drain == 0 || next.selection().sticky().isEmpty()) {
      return Map.of();
    }
    Map<TargetConfig, Long> leaving = new HashMap<>();
    last.leaving().forEach((t, until) -> leaving.put(t, Math.min(until, now + drain)));
    last.config().targets().forEach(t -> leaving.put(t, now + drain));
    leaving
        .entrySet()
        .removeIf(
            e ->
                e.getValue() - now <= 0
                    || next.targets().stream().anyMatch(t -> t.to().equals(e.getKey().to())));
    return Map.copyOf(leaving);
  }

  /** Forgets who has left this upstream: if a reload names it again it is somebody else. */
  void forgetLeft(UpstreamConfig next, long now) {
    Last known = last.get(next.name());
    if (known == null) {
      return;
    }
    known
        .leaving()
        .forEach(
            (target, until) -> {
              if (until - now <= 0) {
                states.remove(new TargetState.Key(next.name(), target.to().toString()));
              }
            });
  }

  /** These are in use from now on. */
  void remember(List<UpstreamConfig> upstreams, long now) {
    Map<String, Last> next = new HashMap<>();
    for (UpstreamConfig upstream : upstreams) {
      next.put(upstream.name(), new Last(upstream, leaving(upstream, now)));
    }
    last = Map.copyOf(next);
  }

  GuardState guards() {
    return guards;
  }

  int loops() {
    return loops;
  }

  /** How many targets are known, absent ones too. */
  public int size() {
    return states.size();
  }

  /** What is counted of streams. */
  StreamMemory streams() {
    return streams;
  }
}
