package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import naru.base.Metrics;
import naru.gateway.core.TargetState;
import org.junit.jupiter.api.Test;

/** How long targets are remembered that a name has no longer. In virtual time. */
final class AbsentTargetsTest {
  private static TargetState.Key key(int n) {
    return new TargetState.Key("shop", "10.0.0." + n + ":80");
  }

  @Test
  void theyAreForgottenAfterAWhileButNotBeforeTheirLastRequest() {
    GatewayState state = GatewayState.forLoops(1);
    TargetState one = state.of(key(1));
    TargetState two = state.of(key(2));
    two.inflight().add(0, 1);
    state.left(Set.of(key(1), key(2)), 0);
    state.forgetAbsent(AbsentTargets.NANOS);
    assertThat(state.of(key(1))).isSameAs(one);
    state.forgetAbsent(AbsentTargets.NANOS + 1);
    assertThat(state.size()).isEqualTo(1);
    assertThat(state.of(key(1))).isNotSameAs(one);
    assertThat(state.of(key(2))).isSameAs(two);
    two.inflight().add(0, -1);
    state.forgetAbsent(AbsentTargets.NANOS + 1);
    assertThat(state.of(key(2))).isNotSameAs(two);
  }

  @Test
  void whoIsBackIsNotForgotten() {
    GatewayState state = GatewayState.forLoops(1);
    TargetState one = state.of(key(1));
    state.left(Set.of(key(1)), 0);
    state.came(Set.of(key(1)));
    state.forgetAbsent(2 * AbsentTargets.NANOS);
    assertThat(state.of(key(1))).isSameAs(one);
  }

  @Test
  void aReloadForgetsOnlyThoseOfUpstreamsThatAreGone() {
    GatewayState state = GatewayState.forLoops(1);
    TargetState one = state.of(key(1));
    state.left(Set.of(key(1)), 0);
    state.keepOnly(Set.of(), Set.of("shop"), Set.of());
    assertThat(state.of(key(1))).isSameAs(one);
    state.left(Set.of(key(1)), 0);
    state.keepOnly(Set.of(), Set.of("other"), Set.of());
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
          state.left(Set.of(k), 0);
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
}
