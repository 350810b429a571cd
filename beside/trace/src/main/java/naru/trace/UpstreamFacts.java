package naru.trace;

import java.util.ArrayList;
import java.util.List;
import naru.base.Place;
import naru.trace.GatewayEvent.Candidate;

/**
 * What stays the same about an upstream for as long as its configuration holds. Its targets are
 * told with every request as numbers, two to a long, up to {@link #MAX_PACKED} targets; larger
 * upstreams tell the event itself.
 *
 * @param name its name
 * @param balance the algorithm, such as {@code least-request}
 * @param targets addresses, in the order of the packed numbers
 * @param place where it stands
 */
public record UpstreamFacts(String name, String balance, List<String> targets, Place place) {
  /** How many targets can be told in two longs. */
  public static final int MAX_PACKED = 4;

  /** Healthy, as {@code state} of {@link #pack}. */
  public static final int HEALTHY = 0;

  /** Found unhealthy by checks. */
  public static final int UNHEALTHY = 1;

  /** Taken out after failures of real requests. */
  public static final int EJECTED = 2;

  private static final List<String> STATES = List.of("healthy", "unhealthy", "ejected");

  public UpstreamFacts {
    targets = List.copyOf(targets);
  }

  /**
   * One target's numbers in 32 bits.
   *
   * @param state {@link #HEALTHY}, {@link #UNHEALTHY} or {@link #EJECTED}
   * @param inflight requests under way; told as 1048575 if more
   * @param weight its share; told as 1023 if more
   */
  public static int pack(int state, int inflight, int weight) {
    return state << 30 | Math.min(inflight, 0xfffff) << 10 | Math.min(weight, 0x3ff);
  }

  /** Two targets' numbers in a long, the first in the low half. */
  public static long pair(int first, int second) {
    return (long) second << 32 | (first & 0xffffffffL);
  }

  GatewayEvent.TargetChosen chosen(int target, long firstPair, long secondPair) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < Math.min(targets.size(), MAX_PACKED); i++) {
      long pair = i < 2 ? firstPair : secondPair;
      candidates.add(unpack(targets.get(i), (int) (pair >>> (i % 2 * 32))));
    }
    return new GatewayEvent.TargetChosen(
        name, targets.get(target), balance, List.copyOf(candidates), place);
  }

  private static Candidate unpack(String target, int packed) {
    String state = STATES.get(Math.min(packed >>> 30, 2));
    return new Candidate(target, state, packed >>> 10 & 0xfffff, packed & 0x3ff);
  }
}
