package naru.gateway;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import naru.base.Endpoint;
import naru.base.IpRange;
import naru.gateway.config.Site;
import naru.gateway.core.Following;
import naru.gateway.core.Target;
import naru.gateway.core.TargetState;
import naru.gateway.core.Upstream;

/**
 * Looks after one group: follows its names, checks its targets, also those that a name brings
 * later, and compares them. Thread-safe: names answer on several loops.
 */
final class Watch implements AutoCloseable {
  private final Upstream upstream;
  private final Gateway.Parts parts;
  private final GatewayState state;
  private final GatewayMetrics metrics;
  private final SplittableRandom random;
  private final List<Names> names = new ArrayList<>();
  private final Map<TargetState.Key, Checker> checkers = new HashMap<>();
  private Optional<OutlierWatch> outliers = Optional.empty();
  private boolean closed;

  Watch(
      Upstream upstream,
      Gateway.Parts parts,
      GatewayState state,
      GatewayMetrics metrics,
      SplittableRandom random) {
    this.metrics = metrics;
    this.upstream = upstream;
    this.parts = parts;
    this.state = state;
    this.random = random;
  }

  synchronized void start() {
    for (Target target : upstream.configured()) {
      switch (target.site()) {
        case Site.Host(Endpoint to) when IpRange.isLiteral(to.host()) -> {}
        case Site.Host(Endpoint to) -> follow(target, to);
        case Site.Service(String name) -> follow(target, new Endpoint(name, 0));
        case Site.Socket _ -> {}
      }
    }
    adopt(Following.REFRESH_NANOS); // what was found since the group was made
    names.forEach(Names::start);
    check();
    outliers =
        upstream
            .config()
            .ejection()
            .outliers()
            .map(
                rule ->
                    new OutlierWatch(
                        upstream, rule, parts.loops().next(), parts.engine().tracer()));
    outliers.ifPresent(OutlierWatch::start);
  }

  private void follow(Target target, Endpoint name) {
    names.add(
        new Names(
            target,
            name,
            upstream.config().naming(),
            parts.loops().next(),
            parts.resolver(),
            parts.engine().tracer(),
            every -> found(target, every)));
  }

  /** A name has other addresses. */
  private synchronized void found(Target name, long every) {
    if (!closed && name.isMany()) {
      adopt(every);
    }
  }

  /**
   * The group gets the targets that its names have now.
   *
   * @param every how often the name is asked for that brought them
   */
  private void adopt(long every) {
    long time = parts.engine().tracer().clock().nanos();
    state.forgetAbsent(upstream.config().name(), time);
    Set<TargetState.Key> before = keys();
    upstream.found();
    Set<TargetState.Key> now = keys();
    state.came(now);
    if (now.equals(before)) {
      return; // other weights at most
    }
    upstream.targets().stream()
        .filter(t -> !before.contains(t.state().key()))
        .forEach(t -> metrics.publish(upstream, t));
    // Of a name without an address the numbers were told under the name itself.
    upstream.configured().stream()
        .filter(Target::isMany)
        .forEach(t -> metrics.forget(upstream, t.state().key()));
    before.removeAll(now);
    before.forEach(gone -> metrics.forget(upstream, gone));
    state.left(before, time, every);
    check();
  }

  private Set<TargetState.Key> keys() {
    Set<TargetState.Key> keys = new HashSet<>();
    upstream.targets().forEach(t -> keys.add(t.state().key()));
    upstream.configured().forEach(t -> keys.remove(t.state().key()));
    return keys;
  }

  /** Each target has a checker, and nobody else. */
  private void check() {
    if (upstream.config().health().isEmpty()) {
      return;
    }
    Map<TargetState.Key, Checker> gone = new HashMap<>(checkers);
    for (Target target : upstream.targets()) {
      TargetState.Key key = target.state().key();
      gone.remove(key);
      if (!checkers.containsKey(key)) {
        EventLoop loop = parts.loops().next();
        Checker checker =
            new Checker(
                upstream.config().health().get(),
                target,
                parts.engine().state(loop),
                random.split());
        checkers.put(key, checker);
        checker.start();
      }
    }
    gone.forEach(
        (key, checker) -> {
          checker.close();
          checkers.remove(key);
        });
  }

  /** Stops resolving and checking. */
  @Override
  public synchronized void close() {
    closed = true;
    names.forEach(Names::close);
    outliers.ifPresent(OutlierWatch::close);
    checkers.values().forEach(Checker::close);
  }
}
