package naru.gateway;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import naru.gateway.core.TargetState;
import naru.gateway.guard.GuardState;
import naru.gateway.l4.StreamMemory;

/**
 * What is known of all targets. One per program: each {@link Gateway} compiled over it finds its
 * targets as the one before left them, so that a reload forgets no health and no ejection.
 */
public final class GatewayState {
  private final ConcurrentHashMap<TargetState.Key, TargetState> states = new ConcurrentHashMap<>();
  private final GuardState guards = new GuardState();
  private final ConcurrentHashMap<String, Taken.Counts> routes = new ConcurrentHashMap<>();
  private final int loops;

  private final StreamMemory streams;

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

  /** Forgets the targets and routes that no configuration names any more. */
  void keepOnly(Set<TargetState.Key> keys, Set<String> routeNames) {
    states.keySet().retainAll(keys);
    routes.keySet().retainAll(routeNames);
  }

  GuardState guards() {
    return guards;
  }

  int loops() {
    return loops;
  }

  /** How many targets are known. */
  public int size() {
    return states.size();
  }

  /** What is counted of streams. */
  StreamMemory streams() {
    return streams;
  }
}
