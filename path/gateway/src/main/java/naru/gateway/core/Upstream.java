package naru.gateway.core;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import naru.base.IpRange;
import naru.gateway.config.Balance;
import naru.gateway.config.UpstreamConfig;
import naru.http.Peer;
import naru.trace.GatewayEvent;
import naru.trace.GatewayEvent.Candidate;
import naru.trace.Span;
import naru.trace.UpstreamFacts;
import naru.transport.OnBehalf;

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
  /** What {@link #choose} says if there is nobody. */
  public static final int NOBODY = -1;

  private final UpstreamConfig config;
  private final Target[] targets;
  private final Optional<Balance.HashBy> hashBy;
  private final UpstreamFacts facts;
  private final Balancer[] balancers;
  private final Scores[] scores;

  private final boolean introduces;

  private Upstream(UpstreamConfig config, Target[] targets, int loops) {
    this.config = config;
    this.introduces = config.proxyProtocol().isPresent();
    this.targets = targets;
    this.hashBy =
        config.balance() instanceof Balance.ConsistentHash hash
            ? Optional.of(hash.by())
            : Optional.empty();
    List<String> addresses = Arrays.stream(targets).map(Target::address).toList();
    this.facts =
        new UpstreamFacts(config.name(), config.balance().word(), addresses, config.place());
    this.balancers = new Balancer[loops];
    this.scores = new Scores[loops];
    Balancer first =
        Balancer.of(
            config.balance(), addresses, Arrays.stream(targets).mapToInt(Target::weight).toArray());
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
    return hashBy;
  }

  /**
   * Picks a target; makes no object. {@link #tell} tells the trace of it.
   *
   * @param loop the index of the caller's loop
   * @param draw a random number, or the hash of the key
   * @param tried targets that had the request already
   * @return the target's index, for {@link #target}; {@link #NOBODY} if there is none
   */
  public int choose(int loop, long now, long draw, List<Target> tried) {
    return choose(scores[loop], balancers[loop], now, draw, tried);
  }

  /** What would be picked by a hash, without touching anything; for a dry run, on any thread. */
  public int tryOut(long now, long draw) {
    return choose(new Scores(targets.length), balancers[0].another(), now, draw, List.of());
  }

  private int choose(Scores s, Balancer balancer, long now, long draw, List<Target> tried) {
    look(s, now);
    for (int i = 0; i < targets.length && !tried.isEmpty(); i++) {
      s.usable[i] &= !tried.contains(targets[i]);
    }
    return balancer.pick(s, draw);
  }

  private void look(Scores s, long now) {
    boolean healthy = false;
    for (int i = 0; i < targets.length; i++) {
      Target t = targets[i];
      Target.Standing standing = t.standing(now);
      int inflight = (int) t.state().inflight().sum();
      s.set(i, standing == Target.Standing.HEALTHY, t.weight(), inflight);
      s.packed[i] = UpstreamFacts.pack(standing.number, inflight, t.weight());
      healthy |= s.usable[i];
    }
    if (!healthy) {
      for (int i = 0; i < targets.length; i++) {
        s.usable[i] = UpstreamFacts.state(s.packed[i]) == UpstreamFacts.EJECTED;
      }
    }
  }

  /** Whether targets are told of the client by a PROXY header. */
  public boolean introduces() {
    return introduces;
  }

  /**
   * A peer that is told of a client, if this group's targets are; else the same.
   *
   * @param authority the name that the client's TLS asked for; empty if none
   */
  public Peer introduced(
      Peer peer, InetSocketAddress client, InetSocketAddress called, String authority) {
    return config
        .proxyProtocol()
        .map(version -> peer.onBehalf(new OnBehalf(version, client, called, authority)))
        .orElse(peer);
  }

  /** The target of a choice. */
  public Target target(int pick) {
    return targets[pick];
  }

  /**
   * Tells a span of the last choice of this loop, with the numbers that decided. They go as numbers
   * ({@link Span#targetChosen}), so that no object is made; that there was nobody is rare, and an
   * event.
   *
   * @param pick what {@link #choose} said
   */
  public void tell(Span span, int loop, int pick) {
    Scores s = scores[loop];
    if (pick == NOBODY) {
      span.add(new GatewayEvent.NoTarget(name(), facts.candidates(s.packed), config.place()));
    } else {
      span.targetChosen(facts, pick, s.packed);
    }
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
