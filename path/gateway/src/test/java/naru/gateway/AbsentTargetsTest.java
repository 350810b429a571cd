package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import naru.base.Endpoint;
import naru.base.Metrics;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Grouping;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.Selection;
import naru.gateway.config.Sticky;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.core.TargetState;
import org.junit.jupiter.api.Test;

/** How long targets are remembered that a name, or the file, has no longer. */
final class AbsentTargetsTest {
  private static TargetState.Key key(int n) {
    return new TargetState.Key("shop", "10.0.0." + n + ":80");
  }

  private static final long SECOND = 1_000_000_000L;
  private static final long EVERY = 20 * SECOND;

  /** Three answers without it: what comes to the address then is another server. */
  @Test
  void theyAreForgottenAfterAFewAnswersButNotBeforeTheirLastRequest() {
    GatewayState state = GatewayState.forLoops(1);
    TargetState one = state.of(key(1));
    TargetState two = state.of(key(2));
    two.inflight().add(0, 1);
    state.left(Set.of(key(1), key(2)), 0, EVERY);
    state.forgetAbsent("shop", 3 * EVERY);
    assertThat(state.of(key(1))).isSameAs(one);
    state.forgetAbsent("shop", 3 * EVERY + 1);
    assertThat(state.size()).isEqualTo(1);
    assertThat(state.of(key(1))).isNotSameAs(one);
    assertThat(state.of(key(2))).isSameAs(two);
    two.inflight().add(0, -1);
    state.forgetAbsent("shop", 3 * EVERY + 1);
    assertThat(state.of(key(2))).isNotSameAs(two);
  }

  @Test
  void aNameThatIsAskedForOftenMayMissThemForTenSecondsAllTheSame() {
    GatewayState state = GatewayState.forLoops(1);
    TargetState one = state.of(key(1));
    state.left(Set.of(key(1)), 0, SECOND);
    state.forgetAbsent("shop", 10 * SECOND);
    assertThat(state.of(key(1))).isSameAs(one);
    state.forgetAbsent("shop", 10 * SECOND + 1);
    assertThat(state.of(key(1))).isNotSameAs(one);
  }

  @Test
  void whatAnOperatorSaidHoldsForLongerThanWhatTheServerShowed() {
    GatewayState state = GatewayState.forLoops(1);
    TargetState one = state.of(key(1));
    one.use(TargetState.Use.MAINTENANCE, 0);
    one.failures().add(0, 7);
    state.left(Set.of(key(1)), 0, EVERY);
    state.forgetAbsent("shop", 3 * EVERY + 1);
    TargetState next = state.of(key(1));
    assertThat(next).isNotSameAs(one);
    assertThat(next.use()).isEqualTo(TargetState.Use.MAINTENANCE);
    assertThat(next.failures().sum()).isZero();
    state.forgetAbsent("shop", AbsentTargets.SAID_NANOS);
    assertThat(state.of(key(1)).use()).isEqualTo(TargetState.Use.MAINTENANCE);
    state.forgetAbsent("shop", AbsentTargets.SAID_NANOS + 1);
    assertThat(state.of(key(1)).use()).isEqualTo(TargetState.Use.ENABLED);
  }

  @Test
  void whoIsBackIsNotForgotten() {
    GatewayState state = GatewayState.forLoops(1);
    TargetState one = state.of(key(1));
    state.left(Set.of(key(1)), 0, EVERY);
    state.came(Set.of(key(1)));
    state.forgetAbsent("shop", 2 * AbsentTargets.SAID_NANOS);
    assertThat(state.of(key(1))).isSameAs(one);
  }

  /** Who looks after one group knows nothing of who comes to another at this moment. */
  @Test
  void oneGroupForgetsNobodyOfAnother() {
    GatewayState state = GatewayState.forLoops(1);
    TargetState one = state.of(key(1));
    state.left(Set.of(key(1)), 0, EVERY);
    state.forgetAbsent("other", 3 * EVERY + 1);
    assertThat(state.of(key(1))).isSameAs(one);
    state.forgetAbsent("shop", 3 * EVERY + 1);
    assertThat(state.of(key(1))).isNotSameAs(one);
  }

  @Test
  void aReloadForgetsThoseOfUpstreamsThatAreGoneOrFollowNoNameAnyMore() {
    GatewayState state = GatewayState.forLoops(1);
    TargetState one = state.of(key(1));
    state.left(Set.of(key(1)), 0, EVERY);
    state.keepOnly(Set.of(), Set.of("shop"), Set.of("shop"), Set.of());
    assertThat(state.of(key(1))).isSameAs(one);
    state.left(Set.of(key(1)), 0, EVERY);
    state.keepOnly(Set.of(), Set.of("shop"), Set.of(), Set.of());
    assertThat(state.size()).isZero();
    state.of(key(1));
    state.left(Set.of(key(1)), 0, EVERY);
    state.keepOnly(Set.of(), Set.of("other"), Set.of("other"), Set.of());
    assertThat(state.size()).isZero();
  }

  @Test
  void notMoreAreRememberedThanTheLimitTheFirstAreForgottenFirst() {
    Metrics metrics = new Metrics();
    GatewayState state = GatewayState.forLoops(1);
    state.numbers(metrics);
    List<TargetState.Key> keys =
        IntStream.range(0, AbsentTargets.MOST + 2).mapToObj(AbsentTargetsTest::key).toList();
    keys.forEach(
        k -> {
          state.of(k);
          state.left(Set.of(k), 0, EVERY);
        });
    assertThat(state.size()).isEqualTo(AbsentTargets.MOST);
    assertThat(metrics.text())
        .contains(
            "naru_limit_used{limit=\"absent-targets\"} " + AbsentTargets.MOST,
            "naru_limit_max{limit=\"absent-targets\"} " + AbsentTargets.MOST,
            "naru_limit_refused_total{limit=\"absent-targets\"} 2");
    TargetState first = state.of(keys.getFirst());
    assertThat(first.requests().sum()).isZero();
    assertThat(state.size()).as("it is a new one").isEqualTo(AbsentTargets.MOST + 1);
  }

  /** What an operator said of a server must not get lost because another name has no rest. */
  @Test
  void aGroupWhoseTargetsChangeAllTheTimeCrowdsOutOnlyItsOwn() {
    GatewayState state = GatewayState.forLoops(1);
    TargetState.Key quiet = new TargetState.Key("quiet", "10.9.0.1:80");
    state.of(quiet).use(TargetState.Use.MAINTENANCE, 0);
    state.left(Set.of(quiet), 0, EVERY);
    for (int i = 0; i < 2 * AbsentTargets.MOST; i++) {
      state.of(key(i));
      state.left(Set.of(key(i)), 1 + i, EVERY);
    }
    assertThat(state.size()).isEqualTo(AbsentTargets.MOST);
    assertThat(state.of(quiet).use()).isEqualTo(TargetState.Use.MAINTENANCE);
  }

  // ---- what a reload takes out of the file

  private static final long MILLI = 1_000_000L;

  private static GatewayConfig config(long drainNanos, Endpoint... targets) {
    Sticky sticky = new Sticky(Sticky.By.Cookie.of("at"), "00".repeat(16));
    UpstreamConfig shop =
        Grouping.of("shop", targets)
            .selecting(Selection.USUAL.sticking(sticky, drainNanos))
            .group();
    return GatewayConfig.of(List.of(shop), List.of(RouteConfig.of("web", RouteMatch.ANY, "shop")));
  }

  @Test
  void whoWasTakenOutIsNewWhenNamedAgainOnceItsDrainIsOver() throws Exception {
    try (Town town = new Town()) {
      Endpoint one = town.nobody();
      Endpoint two = town.nobody();
      TargetState.Key key = new TargetState.Key("shop", one.toString());
      for (long drain : new long[] {0, MILLI}) {
        town.gateway(config(drain, one, two));
        TargetState known = town.state.of(key);
        town.gateway(config(drain, two));
        long gone = System.nanoTime() + 2 * drain;
        while (System.nanoTime() < gone) {
          Thread.onSpinWait();
        }
        town.gateway(config(drain, one, two));
        assertThat(town.state.of(key)).isNotSameAs(known);
      }
    }
  }

  @Test
  void whoStillDrainsIsTheSameWhenNamedAgain() throws Exception {
    try (Town town = new Town()) {
      Endpoint one = town.nobody();
      Endpoint two = town.nobody();
      TargetState.Key key = new TargetState.Key("shop", one.toString());
      town.gateway(config(600_000 * MILLI, one, two));
      TargetState known = town.state.of(key);
      town.gateway(config(600_000 * MILLI, two));
      town.gateway(config(600_000 * MILLI, one, two));
      assertThat(town.state.of(key)).isSameAs(known);
    }
  }
}
