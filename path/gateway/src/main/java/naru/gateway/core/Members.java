package naru.gateway.core;

import java.util.Arrays;
import java.util.List;
import naru.gateway.config.Balance;
import naru.gateway.config.Selection;
import naru.gateway.config.UpstreamConfig;
import naru.http.RequestHead;
import naru.trace.GatewayEvent;
import naru.trace.GatewayEvent.Candidate;
import naru.trace.Span;
import naru.trace.UpstreamFacts;
import org.jspecify.annotations.Nullable;

/**
 * The targets of a group as they are until a name changes: who may get the next request, and the
 * balancers that choose among these. Each loop has scores and a balancer of its own. A choice makes
 * no object.
 */
final class Members {
  static final int NOBODY = -1;
  private static final int WHOLE = 100;

  /** A target that starts has at least so many per cent of its share. */
  private static final int LEAST_PERCENT = 10;

  private final UpstreamConfig config;
  private final Selection selection;
  private final Target[] targets;
  private final int[] tiers;
  private final int tierCount;
  private final long decayNanos;
  private final boolean timed;
  private final UpstreamFacts[] facts;
  private final Balancer[] balancers;
  private final Scores[] scores;
  private final @Nullable Labels labels;
  private final @Nullable Tokens tokens;

  Members(UpstreamConfig config, List<Target> all, int loops) {
    this.config = config;
    this.selection = config.selection();
    this.targets = all.toArray(Target[]::new);
    int[] priorities = all.stream().mapToInt(Target::tier).distinct().sorted().toArray();
    this.tiers = all.stream().mapToInt(t -> Arrays.binarySearch(priorities, t.tier())).toArray();
    this.tierCount = priorities.length;
    this.timed = config.balance() instanceof Balance.PeakEwma;
    this.decayNanos = config.balance() instanceof Balance.PeakEwma peak ? peak.decayNanos() : 0;
    List<String> addresses = all.stream().map(Target::address).toList();
    this.facts = new UpstreamFacts[Mode.values().length];
    for (Mode mode : Mode.values()) {
      String how = config.balance().word() + mode.word;
      facts[mode.ordinal()] = new UpstreamFacts(config.name(), how, addresses, config.place());
    }
    this.labels = selection.subset().map(s -> new Labels(s, all)).orElse(null);
    this.tokens = selection.sticky().map(s -> new Tokens(s, config.name(), all)).orElse(null);
    this.balancers = new Balancer[loops];
    this.scores = new Scores[loops];
    Balancer first =
        Balancer.of(config.balance(), addresses, all.stream().mapToInt(Target::weight).toArray());
    for (int i = 0; i < loops; i++) {
      balancers[i] = i == 0 ? first : first.another();
      scores[i] = new Scores(targets.length);
    }
  }

  /** What was special about a choice; told with the algorithm. */
  enum Mode {
    PLAIN(""),
    BACKUP(", backups"),
    PANIC(", panic"),
    LAST(", ejected too"),
    STICKY(", sticky");

    final String word;

    Mode(String word) {
      this.word = word;
    }
  }

  Target target(int i) {
    return targets[i];
  }

  List<Target> targets() {
    return List.of(targets);
  }

  int count() {
    return targets.length;
  }

  /** The token that leads to a target; null if it needs none, or the request brought it. */
  @Nullable String token(Target target, RequestHead head) {
    Tokens known = tokens;
    if (known == null) {
      return null;
    }
    for (int i = 0; i < targets.length; i++) {
      if (targets[i].state() == target.state()) {
        return known.find(head) == i ? null : known.of(i);
      }
    }
    return null;
  }

  // ---- the choice

  int choose(int loop, long now, long draw, List<Target> tried, @Nullable RequestHead head) {
    return choose(scores[loop], balancers[loop], loop, now, draw, tried, head);
  }

  /** What would be picked, without touching anything; on any thread. */
  int tryOut(long now, long draw, List<Target> tried, @Nullable RequestHead head) {
    return choose(new Scores(targets.length), balancers[0].another(), 0, now, draw, tried, head);
  }

  private int choose(
      Scores s,
      Balancer balancer,
      int loop,
      long now,
      long draw,
      List<Target> tried,
      @Nullable RequestHead head) {
    look(s, loop, now);
    int wanted = labels == null || head == null ? Labels.ALL : labels.wanted(head);
    boolean any = admit(s, now, wanted);
    if (!any && labels != null && wanted != Labels.ALL && labels.orAny()) {
      admit(s, now, Labels.ALL);
    }
    for (int i = 0; i < targets.length && !tried.isEmpty(); i++) {
      s.usable[i] &= !tried.contains(targets[i]);
    }
    if (tokens != null && head != null) {
      int sticky = tokens.find(head);
      if (sticky >= 0 && mayStick(s, sticky, now, tried)) {
        s.mode = Mode.STICKY;
        return sticky;
      }
    }
    return balancer.pick(s, draw);
  }

  private boolean mayStick(Scores s, int i, long now, List<Target> tried) {
    return s.usable[i]
        || s.state[i] == UpstreamFacts.DRAINED
            && targets[i].letsStickyIn(now, selection.drainNanos())
            && !tried.contains(targets[i]);
  }

  /** Reads every target's numbers. */
  private void look(Scores s, int loop, long now) {
    for (int i = 0; i < targets.length; i++) {
      Target t = targets[i];
      s.state[i] = t.standing(now).number;
      s.inflight[i] = (int) t.state().inflight().sum();
      s.weight[i] = t.weight();
      s.percent[i] = WHOLE;
      if (timed) {
        s.nanos[i] = t.state().latency().nanos(loop, now, decayNanos);
      }
      if (selection.slowStartNanos() > 0) {
        start(s, i, t, now);
      }
    }
  }

  /** All weights are told to the balancer in hundredths where some target may be starting. */
  private void start(Scores s, int i, Target t, long now) {
    long since = t.state().readyFor(s.state[i] == UpstreamFacts.HEALTHY, now);
    long percent = WHOLE * since / selection.slowStartNanos();
    s.percent[i] = (int) Math.clamp(percent, LEAST_PERCENT, WHOLE);
    s.weight[i] = t.weight() * s.percent[i];
  }

  /** Says who is usable; whether anyone is. */
  private boolean admit(Scores s, long now, int wanted) {
    int counted = 0;
    int healthy = 0;
    for (int i = 0; i < targets.length; i++) {
      counted += s.state[i] == UpstreamFacts.DRAINED ? 0 : 1;
      healthy += s.state[i] == UpstreamFacts.HEALTHY ? 1 : 0;
    }
    boolean panic = healthy * WHOLE < selection.panicPercent() * counted;
    int level = tierCount == 1 ? 0 : level(s, wanted);
    s.mode = panic ? Mode.PANIC : level > 0 ? Mode.BACKUP : Mode.PLAIN;
    boolean any = false;
    for (int i = 0; i < targets.length; i++) {
      boolean fit = s.state[i] == UpstreamFacts.HEALTHY || (panic && isDoubtful(s.state[i]));
      any |= admit(s, i, fit, fit && tiers[i] <= level && isWanted(i, wanted));
    }
    return any || (!panic && admitEjected(s, wanted));
  }

  private boolean admit(Scores s, int i, boolean fit, boolean asked) {
    boolean full = selection.maxInflight() > 0 && s.inflight[i] >= selection.maxInflight();
    s.usable[i] = asked && !full;
    int told = s.state[i];
    if (asked && full) {
      told = UpstreamFacts.FULL;
    } else if (told == UpstreamFacts.HEALTHY && fit && !asked) {
      told = UpstreamFacts.RESERVE;
    } else if (told == UpstreamFacts.HEALTHY && s.percent[i] < WHOLE) {
      told = UpstreamFacts.STARTING;
    }
    pack(s, i, told);
    return s.usable[i];
  }

  /** Somebody has to be asked: requests failed there, yet no check found them dead. */
  private boolean admitEjected(Scores s, int wanted) {
    boolean any = false;
    for (int i = 0; i < targets.length; i++) {
      if (UpstreamFacts.state(s.packed[i]) == UpstreamFacts.EJECTED && isWanted(i, wanted)) {
        any |= admit(s, i, true, true);
      }
    }
    s.mode = any ? Mode.LAST : s.mode;
    return any;
  }

  private void pack(Scores s, int i, int state) {
    int weight = state == UpstreamFacts.STARTING ? s.percent[i] : targets[i].weight();
    s.packed[i] =
        timed
            ? UpstreamFacts.pack(state, s.inflight[i], weight, (long) (s.nanos[i] / 1000))
            : UpstreamFacts.pack(state, s.inflight[i], weight);
  }

  /** The last tier that is used: further ones join while too few before them are healthy. */
  private int level(Scores s, int wanted) {
    for (int level = 0; level < tierCount; level++) {
      int all = 0;
      int healthy = 0;
      for (int i = 0; i < targets.length; i++) {
        boolean counts =
            tiers[i] <= level && s.state[i] != UpstreamFacts.DRAINED && isWanted(i, wanted);
        all += counts ? 1 : 0;
        healthy += counts && s.state[i] == UpstreamFacts.HEALTHY ? 1 : 0;
      }
      if (healthy > 0 && healthy * WHOLE >= selection.backupBelowPercent() * all) {
        return level;
      }
    }
    return tierCount - 1;
  }

  private boolean isWanted(int i, int wanted) {
    return labels == null || labels.has(i, wanted);
  }

  private static boolean isDoubtful(int state) {
    return state == UpstreamFacts.UNHEALTHY || state == UpstreamFacts.EJECTED;
  }

  // ---- telling

  void tell(Span span, int loop, int pick) {
    Scores s = scores[loop];
    UpstreamFacts told = facts[s.mode.ordinal()];
    if (pick == NOBODY) {
      span.add(new GatewayEvent.NoTarget(config.name(), told.candidates(s.packed), config.place()));
    } else {
      span.targetChosen(told, pick, s.packed);
    }
  }

  /** All targets as a request without marks would find them. */
  List<Candidate> candidates(long now) {
    Scores s = new Scores(targets.length);
    look(s, 0, now);
    admit(s, now, Labels.ALL);
    return facts[0].all(s.packed);
  }
}
