package naru.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import naru.base.Place;
import naru.trace.GatewayEvent.Candidate;

/**
 * What stays the same about an upstream for as long as its configuration holds. Its targets are
 * told with every request as numbers of 32 bits each: of up to {@link #MAX_PACKED} targets two to a
 * long, of more as bytes of the tape's text, at most {@link #MAX_TOLD} of them.
 *
 * @param name its name
 * @param balance the algorithm, such as {@code least-request}
 * @param targets addresses, in the order of the packed numbers
 * @param place where it stands
 */
public record UpstreamFacts(String name, String balance, List<String> targets, Place place) {
  /** How many targets can be told in two longs. */
  public static final int MAX_PACKED = 4;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** How many targets are told at most; the chosen one is always among them. */
  public static final int MAX_TOLD = 16;

  /** Healthy, as {@code state} of {@link #pack}. */
  public static final int HEALTHY = 0;

  /** Found unhealthy by checks. */
  public static final int UNHEALTHY = 1;

  /** Taken out after failures of real requests. */
  public static final int EJECTED = 2;

  /** A name that has no address yet. */
  public static final int UNRESOLVED = 3;

  private static final List<String> STATES =
      List.of("healthy", "unhealthy", "ejected", "unresolved");

  public UpstreamFacts {
    targets = List.copyOf(targets);
  }

  /**
   * One target's numbers in 32 bits.
   *
   * @param state {@link #HEALTHY}, {@link #UNHEALTHY}, {@link #EJECTED} or {@link #UNRESOLVED}
   * @param inflight requests under way; told as 1048575 if more
   * @param weight its share; told as 1023 if more
   */
  public static int pack(int state, int inflight, int weight) {
    return state << 30 | Math.clamp(inflight, 0, 0xfffff) << 10 | Math.min(weight, 0x3ff);
  }

  /** Two targets' numbers in a long, the first in the low half. */
  public static long pair(int first, int second) {
    return (long) second << 32 | (first & 0xffffffffL);
  }

  /** The state in a target's numbers. */
  public static int state(int packed) {
    return packed >>> 30;
  }

  /** The targets as they are told if none of them was chosen. */
  public List<Candidate> candidates(int[] packed) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < told(); i++) {
      candidates.add(unpack(targets.get(i), packed[i]));
    }
    return List.copyOf(candidates);
  }

  /** Writes the numbers of the targets that are told. */
  void write(byte[] text, int offset, int target, int[] packed) {
    for (int i = 0; i < told(); i++) {
      INT.set(text, offset + 4 * i, packed[told(i, target)]);
    }
  }

  /** How many targets are told. */
  int told() {
    return Math.min(targets.size(), MAX_TOLD);
  }

  /** Which target is told in a place: the last place is the chosen one's if it stands behind. */
  private static int told(int place, int target) {
    return place == MAX_TOLD - 1 && target >= MAX_TOLD ? target : place;
  }

  /** From bytes that {@link #write} wrote. */
  GatewayEvent.TargetChosen chosen(int target, byte[] text, int offset) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < told(); i++) {
      candidates.add(unpack(targets.get(told(i, target)), (int) INT.get(text, offset + 4 * i)));
    }
    return chosen(target, candidates);
  }

  GatewayEvent.TargetChosen chosen(int target, long firstPair, long secondPair) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < Math.min(targets.size(), MAX_PACKED); i++) {
      long pair = i < 2 ? firstPair : secondPair;
      candidates.add(unpack(targets.get(i), (int) (pair >>> (i % 2 * 32))));
    }
    return chosen(target, candidates);
  }

  private GatewayEvent.TargetChosen chosen(int target, List<Candidate> candidates) {
    return new GatewayEvent.TargetChosen(
        name, targets.get(target), balance, List.copyOf(candidates), place);
  }

  private static Candidate unpack(String target, int packed) {
    String state = STATES.get(state(packed));
    return new Candidate(target, state, packed >>> 10 & 0xfffff, packed & 0x3ff);
  }
}
