package naru.gateway.core;

import java.util.List;
import naru.gateway.config.Balance;

/** Picks one of the usable targets. Confined to one loop, where it has a state. */
sealed interface Balancer
    permits SmoothRoundRobin,
        LeastRequest,
        PeakEwma,
        WeightedRandom,
        FirstAvailable,
        HashRing,
        Maglev {
  /**
   * The index of a usable target; -1 if there is none.
   *
   * @param draw a random number; for a consistent hash the key's hash
   */
  int pick(Scores scores, long draw);

  /** One for another loop. */
  Balancer another();

  /** The balancer of a configured way, for targets of these addresses and weights. */
  static Balancer of(Balance balance, List<String> addresses, int[] weights) {
    return switch (balance) {
      case Balance.RoundRobin r -> new SmoothRoundRobin(weights.length);
      case Balance.LeastRequest l -> new LeastRequest();
      case Balance.PeakEwma p -> new PeakEwma();
      case Balance.Weighted w -> new WeightedRandom();
      case Balance.Random r -> new WeightedRandom();
      case Balance.First f -> new FirstAvailable();
      case Balance.ConsistentHash h ->
          switch (h.table()) {
            case RING -> HashRing.of(addresses, weights, h.boundPercent());
            case MAGLEV -> Maglev.of(addresses, weights, h.boundPercent());
          };
    };
  }
}
