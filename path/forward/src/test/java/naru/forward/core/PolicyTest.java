package naru.forward.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import naru.base.DomainPattern;
import naru.base.Place;
import naru.trace.ProxyEvent.Action;
import org.junit.jupiter.api.Test;

/** Which rule decides, and what it opens. */
final class PolicyTest {
  private static Rule rule(int number, Action action, String... patterns) {
    List<DomainPattern> all = List.of(patterns).stream().map(DomainPattern::parse).toList();
    return new Rule(number, action, all, "", new Place("naru.yaml", number, 1));
  }

  private final Policy policy =
      Policy.of(
          List.of(
              rule(1, Action.DENY, "ads.test", "*.ads.test"),
              rule(2, Action.INSPECT, "*.naru.test"),
              rule(3, Action.ALLOW, "::1"),
              rule(4, Action.TUNNEL, "*")),
          false,
          Place.BUILT_IN);

  @Test
  void theFirstThatMatchesDecides() {
    assertThat(policy.decide("big.ads.test").number()).isEqualTo(1);
    assertThat(policy.decide("ADS.test.").number()).isEqualTo(1);
    assertThat(policy.decide("a.naru.test").action()).isEqualTo(Action.INSPECT);
    assertThat(policy.decide("naru.test").number()).isEqualTo(4);
    assertThat(policy.decide("big.ads.test").rule()).isEqualTo("ads.test, *.ads.test");
  }

  @Test
  void onlyAPatternThatFixesSomethingNamesAHost() {
    assertThat(policy.decide("a.naru.test").named()).isTrue();
    assertThat(policy.decide("naru.test").named()).isFalse();
    assertThat(rule(1, Action.ALLOW, "*.").names("localhost")).isFalse();
  }

  @Test
  void anAddressIsComparedAsAnAddress() {
    assertThat(policy.decide("0:0:0:0:0:0:0:1").number()).isEqualTo(3);
    assertThat(policy.decide("::0001").named()).isTrue();
    assertThat(policy.decide("::2").number()).isEqualTo(4);
  }

  @Test
  void theDefaultHoldsWhereNoRuleDoes() {
    Policy none = Policy.of(List.of(), false, Place.BUILT_IN);
    assertThat(none.decide("a.test").isDenied()).isTrue();
    assertThat(none.decide("a.test").number()).isZero();
    assertThat(none.inspects("a.test")).isFalse();
  }

  @Test
  void aRuleNeedsAPattern() {
    assertThatThrownBy(() -> rule(1, Action.DENY)).isInstanceOf(IllegalArgumentException.class);
  }
}
