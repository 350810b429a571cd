package naru.gateway.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import naru.base.IpRange;
import naru.gateway.config.Balance;
import naru.gateway.config.UpstreamConfig;
import naru.trace.GatewayEvent;
import naru.trace.GatewayEvent.Candidate;

/**
 * A group of targets, compiled: who gets the next request.
 *
 * <p>Usable is a target that active checks find healthy and that is not ejected. If ejections alone
 * leave none, the ejected ones are used after all: real requests failed there, yet somebody has to
 * be asked. What active checks found dead is never asked.
 *
 * <p>Each loop has scores and a balancer of its own; nothing is shared but the targets' states.
 */
public final class Upstream {
  /** Most candidates that the trace is told of. */
  private static final int MAX_CANDIDATES = 16;

  /** What the group says to a request. */
  public sealed interface Choice {
    /** This one. */
    record Chosen(Target target, GatewayEvent.TargetChosen event) implements Choice {}

    /** There is none. */
    record None(GatewayEvent.NoTarget event) implements Choice {}
  }

  private final UpstreamConfig config;
  private final Target[] targets;
  private final Balancer[] balancers;
  private final Scores[] scores;

  private Upstream(UpstreamConfig config, Target[] targets, int loops) {
    this.config = config;
    this.targets = targets;
    this.balancers = new Balancer[loops];
    this.scores = new Scores[loops];
    Balancer first =
        Balancer.of(
            config.balance(),
            Arrays.stream(targets).map(Target::address).toList(),
            Arrays.stream(targets).mapToInt(Target::weight).toArray());
    for (int i = 0; i < loops; i++) {
      balancers[i] = i == 0 ? first : first.another();
      scores[i] = new Scores(targets.length);
    }
  }

  /**
   * Compiles a group.
   *
   * @param states gives the state of a target, known from before or new
   */
  public static Upstream of(
      UpstreamConfig config, int loops, Function<TargetState.Key, TargetState> states) {
    Target[] targets =
        config.targets().stream().map(t -> target(config, t, states)).toArray(Target[]::new);
    return new Upstream(config, targets, loops);
  }

  private static Target target(
      UpstreamConfig config,
      UpstreamConfig.TargetConfig target,
      Function<TargetState.Key, TargetState> states) {
    TargetState state = states.apply(new TargetState.Key(config.name(), target.to().toString()));
    if (config.health().isEmpty()) {
      state.health().forget();
    }
    String host = target.to().host();
    if (IpRange.isLiteral(host)) {
      state.foundAt(
          List.of(new java.net.InetSocketAddress(IpRange.literal(host), target.to().port())));
    }
    return new Target(config, target, state);
  }

  public UpstreamConfig config() {
    return config;
  }

  public String name() {
    return config.name();
  }

  public List<Target> targets() {
    return List.of(targets);
  }

  /** What the hash is taken of, if this group is balanced by one. */
  public Optional<Balance.HashBy> hashBy() {
    return config.balance() instanceof Balance.ConsistentHash hash
        ? Optional.of(hash.by())
        : Optional.empty();
  }

  /**
   * Picks a target.
   *
   * @param loop the index of the caller's loop
   * @param draw a random number, or the hash of the key
   * @param tried targets that had the request already
   */
  public Choice choose(int loop, long now, long draw, List<Target> tried) {
    return choose(scores[loop], balancers[loop], now, draw, tried);
  }

  /** What would be picked by a hash, without touching anything; for a dry run, on any thread. */
  public Choice tryOut(long now, long draw) {
    return choose(new Scores(targets.length), balancers[0].another(), now, draw, List.of());
  }

  private Choice choose(Scores s, Balancer balancer, long now, long draw, List<Target> tried) {
    Target.Standing[] standings = look(s, now);
    if (s.usableCount() == 0) {
      for (int i = 0; i < targets.length; i++) {
        s.usable[i] = standings[i] == Target.Standing.EJECTED;
      }
    }
    for (int i = 0; i < targets.length && !tried.isEmpty(); i++) {
      s.usable[i] &= !tried.contains(targets[i]);
    }
    int pick = balancer.pick(s, draw);
    List<Candidate> candidates = candidates(s, standings, pick);
    return pick < 0
        ? new Choice.None(new GatewayEvent.NoTarget(name(), candidates, config.place()))
        : new Choice.Chosen(
            targets[pick],
            new GatewayEvent.TargetChosen(
                name(),
                targets[pick].address(),
                config.balance().word(),
                candidates,
                config.place()));
  }

  private Target.Standing[] look(Scores s, long now) {
    Target.Standing[] standings = new Target.Standing[targets.length];
    for (int i = 0; i < targets.length; i++) {
      Target t = targets[i];
      standings[i] = t.standing(now);
      boolean usable = standings[i] == Target.Standing.HEALTHY;
      s.set(i, usable, t.weight(), (int) t.state().inflight().sum());
    }
    return standings;
  }

  private List<Candidate> candidates(Scores s, Target.Standing[] standings, int pick) {
    int shown = Math.min(targets.length, MAX_CANDIDATES);
    Candidate[] all = new Candidate[shown];
    for (int i = 0; i < shown; i++) {
      // The chosen one is told of even if it stands far behind.
      int at = i == shown - 1 && pick >= shown ? pick : i;
      all[i] = targets[at].candidate(standings[at], s.inflight[at]);
    }
    return List.of(all);
  }

  // ---- what requests show

  /** A target answered. */
  public void succeeded(Target target) {
    target.state().conduct().succeeded();
  }

  /** A target failed; what the trace is told if that takes it out. */
  public Optional<GatewayEvent.Ejected> failed(Target target, long now) {
    long nanos = target.state().conduct().failed(config.ejection(), canSpareOne(now), now);
    return nanos == 0
        ? Optional.empty()
        : Optional.of(
            new GatewayEvent.Ejected(
                name(), target.address(), config.ejection().after(), nanos / 1_000_000));
  }

  private boolean canSpareOne(long now) {
    int ejected = 0;
    for (Target t : targets) {
      ejected += t.state().conduct().isEjected(now) ? 1 : 0;
    }
    return (ejected + 1) * 100 <= config.ejection().atMostPercent() * targets.length;
  }

  /** All targets as they stand. */
  public List<Candidate> candidates(long now) {
    List<Candidate> all = new ArrayList<>(targets.length);
    for (Target t : targets) {
      all.add(t.candidate(now));
    }
    return all;
  }
}
