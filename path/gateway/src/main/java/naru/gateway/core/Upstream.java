package naru.gateway.core;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import naru.base.Endpoint;
import naru.base.IpRange;
import naru.gateway.config.Balance;
import naru.gateway.config.Site;
import naru.gateway.config.UpstreamConfig;
import naru.http.Peer;
import naru.http.RequestHead;
import naru.trace.GatewayEvent;
import naru.trace.GatewayEvent.Candidate;
import naru.trace.Span;
import naru.transport.OnBehalf;
import org.jspecify.annotations.Nullable;

/**
 * A group of targets, compiled: who gets the next request.
 *
 * <p>Usable is a target that active checks find healthy, that is not ejected, not drained and not
 * full. If ejections alone leave none, the ejected ones are used after all: real requests failed
 * there, yet somebody has to be asked. What active checks found dead is asked only in panic, if the
 * config says when that is.
 *
 * <p>The targets are those of the config, and where each address of a name is a target, those that
 * the names have now: {@link #found} makes the {@link Members} anew.
 */
public final class Upstream {
  /** What {@link #choose} says if there is nobody. */
  public static final int NOBODY = Members.NOBODY;

  private final UpstreamConfig config;
  private final Optional<Balance.HashBy> hashBy;
  private final Function<TargetState.Key, TargetState> states;
  private final List<Target> configured;
  private final List<Target> leaving;
  private final RetryBudget budget;
  private final long decayNanos;
  private final int loops;
  private volatile Members members;

  /** What the last choice of each loop was made among. */
  private final Members[] asked;

  private final boolean introduces;
  private final boolean compares;

  private Upstream(
      UpstreamConfig config,
      int loops,
      Function<TargetState.Key, TargetState> states,
      List<Target> leaving,
      RetryBudget.Account account) {
    this.config = config;
    this.introduces = config.proxyProtocol().isPresent();
    this.compares = config.ejection().compares();
    this.loops = loops;
    this.states = states;
    this.leaving = leaving;
    this.decayNanos = config.balance() instanceof Balance.PeakEwma peak ? peak.decayNanos() : 0;
    this.budget = new RetryBudget(config.retrying(), account);
    this.hashBy =
        config.balance() instanceof Balance.ConsistentHash hash
            ? Optional.of(hash.by())
            : Optional.empty();
    this.configured = config.targets().stream().map(t -> target(config, t, states)).toList();
    this.members = new Members(config, all(), loops);
    this.asked = new Members[loops];
    java.util.Arrays.fill(asked, members);
  }

  /**
   * Compiles a group.
   *
   * @param states gives the state of a target, known from before or new
   */
  public static Upstream of(
      UpstreamConfig config, int loops, Function<TargetState.Key, TargetState> states) {
    return new Upstream(config, loops, states, List.of(), new RetryBudget.Account());
  }

  /**
   * Compiles a group from which a reload took targets that clients stick to.
   *
   * @param left with the times until which they are used
   * @param account of the repetitions, from before or new
   */
  public static Upstream of(
      UpstreamConfig config,
      int loops,
      Function<TargetState.Key, TargetState> states,
      Map<UpstreamConfig.TargetConfig, Long> left,
      RetryBudget.Account account) {
    List<Target> leaving = new ArrayList<>();
    left.forEach((t, until) -> leaving.add(target(config, t, states).leavingAt(until)));
    return new Upstream(config, loops, states, List.copyOf(leaving), account);
  }

  private static Target target(
      UpstreamConfig config,
      UpstreamConfig.TargetConfig target,
      Function<TargetState.Key, TargetState> states) {
    TargetState state = states.apply(new TargetState.Key(config.name(), target.to().toString()));
    Target.checkedFrom(config, state);
    switch (target.to()) {
      case Site.Host(Endpoint to) when IpRange.isLiteral(to.host()) ->
          state.foundAt(List.of(new InetSocketAddress(IpRange.literal(to.host()), to.port())));
      case Site.Socket(UnixDomainSocketAddress at) -> state.foundAt(List.of(at));
      case Site.Host _, Site.Service _ -> {} // a name is asked for
    }
    return new Target(config, target, state);
  }

  // ---- who there is

  /** A name's addresses changed: with them, perhaps, the targets. */
  public void found() {
    members = new Members(config, all(), loops);
  }

  private List<Target> all() {
    Map<String, Target> all = new LinkedHashMap<>();
    for (Target target : configured) {
      if (!target.isMany()) {
        all.putIfAbsent(target.address(), target);
        continue;
      }
      for (Spot spot : target.state().spots()) {
        Target one = target.at(spot, states);
        if (all.size() < UpstreamConfig.MAX_TARGETS) {
          all.putIfAbsent(one.address(), one);
        }
      }
    }
    leaving.forEach(t -> all.putIfAbsent(t.address(), t));
    return all.isEmpty() ? configured : List.copyOf(all.values());
  }

  public String name() {
    return config.name();
  }

  public UpstreamConfig config() {
    return config;
  }

  /** The targets as they are now. */
  public List<Target> targets() {
    return members.targets();
  }

  /** As they stand in the config: a name is one of them. */
  public List<Target> configured() {
    return configured;
  }

  /** How long old times count, where times decide; 0 where they do not. */
  public long decayNanos() {
    return decayNanos;
  }

  /** Whether targets are compared by what becomes of their tries. */
  public boolean compares() {
    return compares;
  }

  /** What repetitions cost. */
  public RetryBudget budget() {
    return budget;
  }

  /** Requests under way at all targets. */
  public long inflight() {
    long sum = 0;
    Members m = members;
    for (int i = 0; i < m.count(); i++) {
      sum += m.target(i).state().inflight().sum();
    }
    return sum;
  }

  // ---- the choice

  /** What the hash is taken of; empty if the group is not balanced by one. */
  public Optional<Balance.HashBy> hashBy() {
    return hashBy;
  }

  /** As with a request that has no marks. */
  public int choose(int loop, long now, long draw, List<Target> tried) {
    return choose(loop, now, draw, tried, null);
  }

  /**
   * Picks a target; makes no object. {@link #tell} tells the trace of it.
   *
   * @param loop the index of the caller's loop
   * @param draw a random number, or the hash of the key
   * @param tried targets that had the request already
   * @param head by which subsets are chosen and clients stick; null for none of that
   * @return the target's index, for {@link #target}; {@link #NOBODY} if there is none
   */
  public int choose(int loop, long now, long draw, List<Target> tried, @Nullable RequestHead head) {
    Members m = members;
    asked[loop] = m;
    return m.choose(loop, now, draw, tried, head);
  }

  /** What would be picked, without touching anything; for a dry run, on any thread. */
  public Optional<Target> tryOut(
      long now, long draw, List<Target> tried, @Nullable RequestHead head) {
    Members m = members;
    int pick = m.tryOut(now, draw, tried, head);
    return pick == NOBODY ? Optional.empty() : Optional.of(m.target(pick));
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

  /** The target of this loop's last choice. */
  public Target target(int loop, int pick) {
    return asked[loop].target(pick);
  }

  /**
   * Tells a span of the last choice of this loop, with the numbers that decided. They go as numbers
   * ({@link Span#targetChosen}), so that no object is made; that there was nobody is rare, and an
   * event.
   *
   * @param pick what {@link #choose} said
   */
  public void tell(Span span, int loop, int pick) {
    asked[loop].tell(span, loop, pick);
  }

  /**
   * The token that the client is to bring again.
   *
   * @return null if nobody sticks here, or the request brought this very token
   */
  public @Nullable String token(Target target, RequestHead head) {
    return config.selection().sticky().isEmpty() ? null : members.token(target, head);
  }

  // ---- what requests show

  /** A target answered. */
  public void succeeded(Target target) {
    target.state().conduct().succeeded();
  }

  /** A target failed; what the trace is told if that takes it out. */
  public Optional<GatewayEvent.Ejected> failed(Target target, long now) {
    return failed(target, "", "", now);
  }

  /**
   * A target failed.
   *
   * @param what was seen, in a word or two; kept as evidence
   * @param detail of it in a sentence; empty for none
   * @return what the trace is told if that takes the target out
   */
  public Optional<GatewayEvent.Ejected> failed(
      Target target, String what, String detail, long now) {
    Conduct.Seen seen = new Conduct.Seen(now, what, detail);
    long nanos = target.state().conduct().failed(config.ejection(), canSpareOne(now), seen);
    return nanos == 0
        ? Optional.empty()
        : Optional.of(
            new GatewayEvent.Ejected(
                name(), target.address(), config.ejection().after(), nanos / 1_000_000));
  }

  /**
   * A target does much worse than the others.
   *
   * @param why the numbers that show it
   * @return what the trace is told if that takes the target out
   */
  public Optional<GatewayEvent.Ejected> standsOut(Target target, String why, long now) {
    long nanos = target.state().conduct().standsOut(config.ejection(), canSpareOne(now), why, now);
    return nanos == 0
        ? Optional.empty()
        : Optional.of(
            new GatewayEvent.Ejected(name(), target.address(), 0, nanos / 1_000_000, why));
  }

  private boolean canSpareOne(long now) {
    Members m = members;
    int ejected = 0;
    for (int i = 0; i < m.count(); i++) {
      ejected += m.target(i).state().conduct().isEjected(now) ? 1 : 0;
    }
    return (ejected + 1) * 100 <= config.ejection().atMostPercent() * m.count();
  }

  /** All targets as they stand. */
  public List<Candidate> candidates(long now) {
    return members.candidates(now);
  }
}
