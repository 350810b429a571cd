package naru.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import naru.base.Clock;
import naru.base.Endpoint;
import naru.gateway.config.Balance;
import naru.gateway.config.Grouping;
import naru.gateway.config.HealthCheck;
import naru.gateway.config.Selection;
import naru.gateway.config.Site;
import naru.gateway.config.Sticky;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.config.UpstreamConfig.TargetConfig;
import naru.http.RequestHead;
import naru.trace.GatewayEvent.Candidate;
import naru.trace.GatewayEvent.TargetChosen;
import naru.trace.Party;
import naru.trace.Span;
import naru.trace.Tracer;
import org.junit.jupiter.api.Test;

/** Who may get a request: tiers, panic, bounds, subsets, stickiness, slow start, drains. */
class SelectionTest {
  private static final long SECOND = 1_000_000_000L;
  private static final HealthCheck CHECK = new HealthCheck("/", SECOND, SECOND, 1, 1);
  private static final String KEY = "00112233445566778899aabbccddeeff";

  private final Map<TargetState.Key, TargetState> known = new HashMap<>();

  private Upstream compile(Selection selection, TargetConfig... targets) {
    return compile(selection, Map.of(), targets);
  }

  private Upstream compile(
      Selection selection, Map<TargetConfig, Long> leaving, TargetConfig... targets) {
    UpstreamConfig config =
        Grouping.of("shop", List.of(targets)).checkedBy(CHECK).selecting(selection).group();
    return Upstream.of(
        config,
        1,
        k -> known.computeIfAbsent(k, n -> new TargetState(n, 1)),
        leaving,
        new RetryBudget.Account());
  }

  private static TargetConfig plain(int n) {
    return new TargetConfig(new Endpoint("10.0.0." + n, 80), 1);
  }

  private static TargetConfig backup(int n) {
    return TargetConfig.backup(new Endpoint("10.0.0." + n, 80));
  }

  private static TargetConfig labelled(int n, String version) {
    return new TargetConfig(
        new Site.Host(new Endpoint("10.0.0." + n, 80)), 1, false, Map.of("version", version));
  }

  private static void sicken(Upstream upstream, int... which) {
    for (int i : which) {
      upstream.targets().get(i).state().health().failed(CHECK, "refused", 0);
    }
  }

  /** Last parts of the addresses that get one of many requests. */
  private static Set<Integer> used(Upstream upstream, long now, RequestHead head) {
    Set<Integer> used = new TreeSet<>();
    for (int n = 0; n < 40; n++) {
      int pick = upstream.choose(0, now, n, List.of(), head);
      if (pick != Upstream.NOBODY) {
        String at = upstream.target(0, pick).address();
        used.add(Integer.parseInt(at.substring(at.lastIndexOf('.') + 1, at.indexOf(':'))));
      }
    }
    return used;
  }

  private static RequestHead head() {
    return RequestHead.of("GET", "/", "a.test");
  }

  private static RequestHead head(String name, String value) {
    RequestHead head = head();
    head.fields().add(name, value);
    return head;
  }

  private static TargetChosen told(Upstream upstream, long now, RequestHead head) {
    List<TargetChosen> told = new java.util.ArrayList<>();
    Span span =
        Tracer.of(
                Clock.system(),
                1,
                part -> part.entries().forEach(e -> told.add((TargetChosen) e.event())))
            .span();
    span.beginRoot(Party.GATEWAY);
    upstream.tell(span, 0, upstream.choose(0, now, 0, List.of(), head));
    span.end();
    return told.getFirst();
  }

  @Test
  void backupsServeOnlyWhileNoPrimaryIsHealthy() {
    Upstream upstream = compile(Selection.USUAL, plain(1), plain(2), backup(3));
    assertThat(used(upstream, 0, head())).containsExactly(1, 2);
    assertThat(upstream.candidates(0).get(2).state()).isEqualTo("reserve");
    sicken(upstream, 0);
    assertThat(used(upstream, 0, head())).containsExactly(2);
    sicken(upstream, 1);
    assertThat(used(upstream, 0, head())).containsExactly(3);
    assertThat(told(upstream, 0, head()).balance()).isEqualTo("round-robin, backups");
  }

  @Test
  void backupsJoinBelowAShare() {
    Upstream upstream =
        compile(Selection.USUAL.shares(60, 0), plain(1), plain(2), plain(4), backup(3));
    sicken(upstream, 0);
    assertThat(used(upstream, 0, head())).containsExactly(2, 4);
    sicken(upstream, 1);
    assertThat(used(upstream, 0, head())).containsExactly(3, 4);
  }

  @Test
  void inPanicEverybodyIsUsed() {
    Upstream upstream = compile(Selection.USUAL.shares(0, 50), plain(1), plain(2), plain(3));
    sicken(upstream, 0);
    assertThat(used(upstream, 0, head())).containsExactly(2, 3);
    sicken(upstream, 1);
    assertThat(used(upstream, 0, head())).containsExactly(1, 2, 3);
    assertThat(told(upstream, 0, head()).balance()).isEqualTo("round-robin, panic");
  }

  @Test
  void nobodyGetsMoreThanItMay() {
    Upstream upstream = compile(Selection.USUAL.atMost(2), plain(1), plain(2));
    upstream.targets().get(0).state().inflight().add(0, 2);
    assertThat(used(upstream, 0, head())).containsExactly(2);
    assertThat(told(upstream, 0, head()).candidates().getFirst())
        .isEqualTo(new Candidate("10.0.0.1:80", "full", 2, 1));
    upstream.targets().get(1).state().inflight().add(0, 2);
    assertThat(used(upstream, 0, head())).isEmpty();
  }

  @Test
  void aFieldChoosesASubset() {
    Selection strict = Selection.USUAL.among(new Selection.Subset("x-version", "version", false));
    Upstream upstream = compile(strict, labelled(1, "a"), labelled(2, "b"), plain(3));
    assertThat(used(upstream, 0, head())).containsExactly(1, 2, 3);
    assertThat(used(upstream, 0, head("X-Version", "b"))).containsExactly(2);
    assertThat(used(upstream, 0, head("X-Version", "z"))).isEmpty();
    Selection orAny = Selection.USUAL.among(new Selection.Subset("x-version", "version", true));
    Upstream lenient = compile(orAny, labelled(1, "a"), labelled(2, "b"));
    assertThat(used(lenient, 0, head("X-Version", "z"))).containsExactly(1, 2);
    sicken(lenient, 1);
    assertThat(used(lenient, 0, head("X-Version", "b"))).containsExactly(1);
  }

  @Test
  void aClientKeepsItsTargetUntilThatIsOut() {
    Sticky cookie = new Sticky(Sticky.By.Cookie.of("seat"), KEY);
    Upstream upstream = compile(Selection.USUAL.sticking(cookie, 0), plain(1), plain(2), plain(3));
    Target second = upstream.targets().get(1);
    String token = upstream.token(second, head());
    assertThat(token).matches("[A-Za-z0-9_-]{16}");
    RequestHead back = head("Cookie", "theme=dark; seat=" + token + "; xseat=1");
    assertThat(used(upstream, 0, back)).containsExactly(2);
    assertThat(told(upstream, 0, back).balance()).isEqualTo("round-robin, sticky");
    // It has the token already; another target's is told anew.
    assertThat(upstream.token(second, back)).isNull();
    assertThat(upstream.token(upstream.targets().get(0), back)).isNotNull().isNotEqualTo(token);
    assertThat(used(upstream, 0, head("Cookie", "seat=" + token + "x"))).containsExactly(1, 2, 3);
    sicken(upstream, 1);
    assertThat(used(upstream, 0, back)).containsExactly(1, 3);
  }

  @Test
  void aTokenIsGoodAfterAReloadInAnotherOrderAndNotWithAnotherKey() {
    Sticky header = new Sticky(new Sticky.By.Header("X-Seat"), KEY);
    Selection selection = Selection.USUAL.sticking(header, 0);
    Upstream before = compile(selection, plain(1), plain(2));
    String token = before.token(before.targets().get(1), head());
    RequestHead back = head("x-seat", String.valueOf(token));
    assertThat(used(compile(selection, plain(3), plain(2), plain(1)), 0, back)).containsExactly(2);
    Sticky other = new Sticky(new Sticky.By.Header("X-Seat"), KEY.replace('0', '1'));
    assertThat(used(compile(Selection.USUAL.sticking(other, 0), plain(1), plain(2)), 0, back))
        .containsExactly(1, 2);
  }

  @Test
  void whoIsDrainedGetsOnlyThoseWhoStickAndUnderMaintenanceNobody() {
    Sticky cookie = new Sticky(Sticky.By.Cookie.of("seat"), KEY);
    Upstream upstream = compile(Selection.USUAL.sticking(cookie, 10 * SECOND), plain(1), plain(2));
    Target first = upstream.targets().get(0);
    RequestHead back = head("Cookie", "seat=" + upstream.token(first, head()));
    first.state().use(TargetState.Use.DRAIN, 0);
    assertThat(used(upstream, SECOND, head())).containsExactly(2);
    assertThat(used(upstream, SECOND, back)).containsExactly(1);
    assertThat(used(upstream, 11 * SECOND, back)).containsExactly(2);
    assertThat(upstream.candidates(SECOND).getFirst().state()).isEqualTo("drained");
    first.state().use(TargetState.Use.MAINTENANCE, SECOND);
    assertThat(used(upstream, SECOND, back)).containsExactly(2);
    first.state().use(TargetState.Use.ENABLED, SECOND);
    assertThat(used(upstream, SECOND, head())).containsExactly(1, 2);
  }

  @Test
  void whoAReloadTookAwayGoesOnForThoseWhoStickUntilADeadline() {
    Sticky cookie = new Sticky(Sticky.By.Cookie.of("seat"), KEY);
    Selection selection = Selection.USUAL.sticking(cookie, 10 * SECOND);
    Upstream before = compile(selection, plain(1), plain(2));
    RequestHead back = head("Cookie", "seat=" + before.token(before.targets().get(0), head()));
    Upstream after = compile(selection, Map.of(plain(1), 10 * SECOND), plain(2), plain(3));
    assertThat(used(after, SECOND, head())).containsExactly(2, 3);
    assertThat(used(after, SECOND, back)).containsExactly(1);
    assertThat(used(after, 10 * SECOND, back)).containsExactly(2, 3);
  }

  @Test
  void whoStartsGetsLessAtFirst() {
    Upstream upstream = compile(Selection.USUAL.startingWithin(10 * SECOND), plain(1), plain(2));
    used(upstream, 0, head());
    sicken(upstream, 0);
    used(upstream, 100 * SECOND, head());
    upstream.targets().getFirst().state().health().passed(CHECK, "", 0);
    assertThat(share(upstream, 200 * SECOND)).isBetween(8, 10);
    assertThat(told(upstream, 202 * SECOND, head()).candidates().getFirst())
        .isEqualTo(new Candidate("10.0.0.1:80", "starting", 0, 20));
    assertThat(share(upstream, 205 * SECOND)).isBetween(32, 34);
    assertThat(share(upstream, 210 * SECOND)).isEqualTo(50);
    assertThat(upstream.candidates(210 * SECOND).getFirst().state()).isEqualTo("healthy");
  }

  /** Of a hundred requests, how many the first target gets. */
  private static int share(Upstream upstream, long now) {
    int first = 0;
    for (int n = 0; n < 100; n++) {
      first += upstream.choose(0, now, n, List.of(), head()) == 0 ? 1 : 0;
    }
    return first;
  }

  @Test
  void theTimesThatDecidedAreTold() {
    UpstreamConfig config =
        Grouping.of("shop", List.of(plain(1), plain(2))).balancedBy(Balance.PeakEwma.USUAL).group();
    Upstream upstream =
        Upstream.of(config, 1, k -> known.computeIfAbsent(k, n -> new TargetState(n, 1)));
    long decay = Balance.PeakEwma.USUAL.decayNanos();
    upstream.targets().get(0).state().latency().took(0, 48_000_000L, 0, decay);
    upstream.targets().get(1).state().latency().took(0, 3_000_000L, 0, decay);
    TargetChosen told = told(upstream, 0, head());
    assertThat(told.target()).isEqualTo("10.0.0.2:80");
    assertThat(told.candidates().get(0).micros()).isBetween(46_500L, 48_000L);
    assertThat(told.candidates().get(1).micros()).isBetween(2_900L, 3_000L);
  }

  @Test
  void eachAddressOfANameIsATargetAndALostAnswerChangesNothing() {
    UpstreamConfig config =
        Grouping.of("named", new Endpoint("web.test", 80))
            .naming(naru.gateway.config.Naming.USUAL.asEach())
            .group();
    Upstream upstream =
        Upstream.of(config, 1, k -> known.computeIfAbsent(k, n -> new TargetState(n, 1)));
    assertThat(used(upstream, 0, head())).isEmpty();
    TargetState name = upstream.configured().getFirst().state();
    assertThat(name.foundSpots(List.of(spot(7), spot(8)))).isTrue();
    upstream.found();
    assertThat(used(upstream, 0, head())).containsExactly(7, 8);
    assertThat(name.foundSpots(List.of(spot(8), spot(7)))).isFalse();
    assertThat(name.foundSpots(List.of())).isFalse();
    TargetState eight = upstream.targets().get(1).state();
    assertThat(name.foundSpots(List.of(spot(8), spot(9)))).isTrue();
    upstream.found();
    assertThat(used(upstream, 0, head())).containsExactly(8, 9);
    // What is known of an address stays with it.
    assertThat(upstream.targets().getFirst().state()).isSameAs(eight);
  }

  /** An address that a name has from now on was never checked, as one that stands in the file. */
  @Test
  void anAddressOfANameIsOutUntilItsFirstCheckWhereTheConfigSaysSo() {
    UpstreamConfig config =
        Grouping.of("named", new Endpoint("web.test", 80))
            .naming(naru.gateway.config.Naming.USUAL.asEach())
            .checkedBy(CHECK.fromOut())
            .group();
    Upstream upstream =
        Upstream.of(config, 1, k -> known.computeIfAbsent(k, n -> new TargetState(n, 1)));
    upstream.configured().getFirst().state().foundSpots(List.of(spot(7)));
    upstream.found();
    assertThat(used(upstream, 0, head())).isEmpty();
    upstream.targets().getFirst().state().health().passed(CHECK, "status 200", 0);
    upstream.found();
    assertThat(used(upstream, 0, head())).containsExactly(7);
  }

  private static Spot spot(int n) {
    return new Spot(
        new java.net.InetSocketAddress(naru.base.IpRange.literal("10.0.0." + n), 80),
        "web.test",
        -1,
        0);
  }

  @Test
  void aServicesRecordsSayPriorityAndWeight() {
    UpstreamConfig config =
        UpstreamConfig.of(
            "service",
            List.of(new TargetConfig(new Site.Service("_http._tcp.web.test"), 1, false, Map.of())));
    Upstream upstream =
        Upstream.of(config, 1, k -> known.computeIfAbsent(k, n -> new TargetState(n, 1)));
    Spot heavy = new Spot(spot(1).at(), "a.test", 3, 10);
    Spot light = new Spot(spot(2).at(), "b.test", 1, 10);
    Spot last = new Spot(spot(3).at(), "c.test", 1, 20);
    upstream.configured().getFirst().state().foundSpots(List.of(last, heavy, light));
    upstream.found();
    assertThat(used(upstream, 0, head())).containsExactly(1, 2);
    assertThat(upstream.candidates(0).stream().map(Candidate::weight)).containsExactly(1, 3, 1);
    upstream.targets().stream()
        .filter(t -> !t.address().startsWith("10.0.0.3"))
        .forEach(t -> t.state().use(TargetState.Use.MAINTENANCE, 0));
    assertThat(used(upstream, 0, head())).containsExactly(3);
    assertThat(Optional.of(upstream.targets().getFirst().address())).contains("10.0.0.3:80");
  }
}
