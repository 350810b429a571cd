package naru.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import naru.gateway.config.Balance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BalancerTest {
  private static final long SEED = 20261122;

  private static Balancer of(Balance balance, int... weights) {
    List<String> addresses =
        IntStream.range(0, weights.length).mapToObj(i -> "10.0.0." + i + ":80").toList();
    return Balancer.of(balance, addresses, weights);
  }

  private static Scores weighted(int... weights) {
    Scores scores = new Scores(weights.length);
    for (int i = 0; i < weights.length; i++) {
      scores.set(i, true, weights[i], 0);
    }
    return scores;
  }

  private static int[] distribution(Balancer balancer, Scores scores, int picks) {
    SplittableRandom random = new SplittableRandom(SEED);
    int[] counts = new int[scores.count()];
    for (int n = 0; n < picks; n++) {
      counts[balancer.pick(scores, random.nextLong())]++;
    }
    return counts;
  }

  static List<Balance> all() {
    return List.of(
        new Balance.RoundRobin(),
        new Balance.LeastRequest(),
        new Balance.Weighted(),
        new Balance.ConsistentHash(new Balance.HashBy.OfPath()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void onlyUsableTargetsArePicked(Balance balance) {
    for (int count = 1; count <= 6; count++) {
      int[] weights = new int[count];
      Arrays.fill(weights, 2);
      Balancer balancer = of(balance, weights);
      Scores scores = weighted(weights);
      for (int only = 0; only < count; only++) {
        for (int i = 0; i < count; i++) {
          scores.set(i, i == only, 2, i);
        }
        assertThat(balancer.pick(scores, SEED * (only + 1))).isEqualTo(only);
      }
      scores.set(count - 1, false, 2, 0);
      assertThat(balancer.pick(scores, SEED)).isEqualTo(-1);
    }
  }

  @Test
  void roundRobinIsSmooth() {
    Balancer balancer = of(new Balance.RoundRobin(), 5, 1, 1);
    Scores scores = weighted(5, 1, 1);
    List<Integer> picks = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      picks.add(balancer.pick(scores, 0));
    }
    assertThat(picks).containsExactly(0, 0, 1, 0, 2, 0, 0, 0, 0, 1, 0, 2, 0, 0);
  }

  @Test
  void roundRobinDoesNotFloodATargetThatComesBack() {
    Balancer balancer = of(new Balance.RoundRobin(), 1, 1);
    Scores scores = weighted(1, 1).set(1, false, 1, 0);
    for (int i = 0; i < 100; i++) {
      assertThat(balancer.pick(scores, 0)).isZero();
    }
    scores.set(1, true, 1, 0);
    assertThat(distribution(balancer, scores, 10)).containsExactly(5, 5);
  }

  @Test
  void weightedFollowsTheWeights() {
    int[] counts = distribution(of(new Balance.Weighted(), 1, 2, 7), weighted(1, 2, 7), 100_000);
    assertThat(counts[0]).isCloseTo(10_000, within(500));
    assertThat(counts[1]).isCloseTo(20_000, within(500));
    assertThat(counts[2]).isCloseTo(70_000, within(500));
  }

  @Test
  void leastRequestOfThreeTakesTheFreestForItsWeight() {
    Balancer balancer = of(new Balance.LeastRequest(), 1, 1, 4);
    Scores scores = weighted(1, 1, 4).set(0, true, 1, 1).set(1, true, 1, 2).set(2, true, 4, 6);
    assertThat(distribution(balancer, scores, 100)).containsExactly(0, 0, 100);
    scores.set(2, true, 4, 8);
    assertThat(distribution(balancer, scores, 100)).containsExactly(100, 0, 0);
  }

  @Test
  void leastRequestLetsEqualsTakeTurns() {
    int[] counts = distribution(of(new Balance.LeastRequest(), 1, 1), weighted(1, 1), 10_000);
    assertThat(counts[0]).isCloseTo(5_000, within(200));
  }

  @Test
  void leastRequestOfManyComparesTwo() {
    int[] weights = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    Scores scores = weighted(weights);
    scores.set(3, true, 1, 50);
    int[] counts = distribution(of(new Balance.LeastRequest(), weights), scores, 10_000);
    // The busiest never wins a comparison; the others share evenly.
    assertThat(counts[3]).isZero();
    for (int i = 0; i < 10; i++) {
      assertThat(i == 3 ? 1111 : counts[i]).isCloseTo(1111, within(150));
    }
  }

  @Test
  void consistentHashKeepsAKeyAndFollowsTheWeights() {
    Balancer ring = of(new Balance.ConsistentHash(new Balance.HashBy.OfPath()), 1, 1, 2);
    Scores scores = weighted(1, 1, 2);
    int[] counts = new int[3];
    for (int key = 0; key < 40_000; key++) {
      long hash = HashRing.hash("/item/" + key);
      int pick = ring.pick(scores, hash);
      assertThat(ring.another().pick(scores, hash)).isEqualTo(pick);
      counts[pick]++;
    }
    assertThat(counts[0]).isCloseTo(10_000, within(2_000));
    assertThat(counts[1]).isCloseTo(10_000, within(2_000));
    assertThat(counts[2]).isCloseTo(20_000, within(2_500));
  }

  @Test
  void onlyTheKeysOfALostTargetMove() {
    Balancer ring = of(new Balance.ConsistentHash(new Balance.HashBy.OfPath()), 1, 1, 1, 1);
    Scores before = weighted(1, 1, 1, 1);
    Scores after = weighted(1, 1, 1, 1).set(2, false, 1, 0);
    boolean moved = false;
    for (int key = 0; key < 10_000; key++) {
      long hash = HashRing.hash("key " + key);
      int was = ring.pick(before, hash);
      int is = ring.pick(after, hash);
      assertThat(was == 2 || is == was).isTrue();
      moved |= is != was;
    }
    assertThat(moved).isTrue();
  }

  @Test
  void aRingOfManyHeavyTargetsIsBounded() {
    int[] weights = new int[1000];
    Arrays.fill(weights, 1000);
    Balancer ring = of(new Balance.ConsistentHash(new Balance.HashBy.OfPath()), weights);
    int[] counts = distribution(ring, weighted(weights), 100_000);
    assertThat(Arrays.stream(counts).filter(c -> c > 0).count()).isEqualTo(1000);
  }
}
