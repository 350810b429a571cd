package naru.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;

import naru.gateway.config.Retrying;
import naru.gateway.core.RetryBudget.Verdict;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aShareOfTheRequestsUnderWay() {
    RetryBudget budget = new RetryBudget(Retrying.USUAL.budget(20, 0), new RetryBudget.Account());
    assertThat(budget.begin(4, 0)).isEqualTo(Verdict.SPENT);
    assertThat(budget.begin(5, 0)).isEqualTo(Verdict.GRANTED);
    assertThat(budget.begin(9, 0)).isEqualTo(Verdict.SPENT);
    assertThat(budget.begin(10, 0)).isEqualTo(Verdict.GRANTED);
    assertThat(budget.running()).isEqualTo(2);
    assertThat(budget.refused()).isEqualTo(2);
    budget.ended();
    assertThat(budget.begin(10, 0)).isEqualTo(Verdict.GRANTED);
  }

  @Test
  void someEachSecondInAnyCase() {
    RetryBudget budget = new RetryBudget(Retrying.USUAL.budget(0, 3), new RetryBudget.Account());
    for (int second = 0; second < 3; second++) {
      long now = second * SECOND + 5;
      assertThat(budget.begin(1, now)).isEqualTo(Verdict.GRANTED);
      assertThat(budget.begin(1, now)).isEqualTo(Verdict.GRANTED);
      assertThat(budget.begin(1, now + 1)).isEqualTo(Verdict.GRANTED);
      assertThat(budget.begin(1, now + 2)).isEqualTo(Verdict.SPENT);
    }
  }

  @Test
  void neverMoreAtOnceThanTheLimit() {
    RetryBudget budget =
        new RetryBudget(Retrying.USUAL.budget(100, 100).atMost(2), new RetryBudget.Account());
    assertThat(budget.begin(1000, 0)).isEqualTo(Verdict.GRANTED);
    assertThat(budget.begin(1000, 0)).isEqualTo(Verdict.GRANTED);
    assertThat(budget.begin(1000, 0)).isEqualTo(Verdict.FULL);
    assertThat(budget.running()).isEqualTo(2);
    assertThat(budget.limited()).isEqualTo(1);
    assertThat(budget.refused()).isZero();
    budget.ended();
    assertThat(budget.begin(1000, 0)).isEqualTo(Verdict.GRANTED);
  }

  @Test
  void whatIsUnderWayCountsAfterAReload() {
    RetryBudget.Account account = new RetryBudget.Account();
    RetryBudget before = new RetryBudget(Retrying.USUAL.budget(0, 3).atMost(2), account);
    assertThat(before.begin(1, 0)).isEqualTo(Verdict.GRANTED);
    assertThat(before.begin(1, 0)).isEqualTo(Verdict.GRANTED);
    RetryBudget after = new RetryBudget(Retrying.USUAL.budget(0, 3).atMost(2), account);
    assertThat(after.running()).isEqualTo(2);
    assertThat(after.begin(1, 0)).isEqualTo(Verdict.FULL);
    before.ended();
    before.ended();
    assertThat(after.begin(1, 0)).isEqualTo(Verdict.GRANTED);
    assertThat(after.begin(1, 0)).as("what was spent in this second").isEqualTo(Verdict.SPENT);
    assertThat(after.begin(1, SECOND)).isEqualTo(Verdict.GRANTED);
    assertThat(after.limited()).isEqualTo(1);
  }
}
