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

  /** Taken out by hand. */
  public static final int DRAINED = 4;

  /** Has as many requests as it may. */
  public static final int FULL = 5;

  /** Fit, but not asked for: a backup while others serve, or outside of the wanted subset. */
  public static final int RESERVE = 6;

  /** Healthy since a short while: its weight is told in per cent of its share. */
  public static final int STARTING = 7;

  /** The algorithm that looks at times: with it they are told in place of the high requests. */
  public static final String PEAK_EWMA = "peak-ewma";

  /** Most requests that are told. */
  private static final int MOST_INFLIGHT = 0x7ffff;

  /** Most requests that are told beside a time. */
  private static final int MOST_BESIDE = 0x1ff;

  private static final List<String> STATES =
      List.of(
          "healthy",
          "unhealthy",
          "ejected",
          "unresolved",
          "drained",
          "full",
          "reserve",
          "starting");

  public UpstreamFacts {
    targets = List.copyOf(targets);
  }

  /**
   * One target's numbers in 32 bits.
   *
   * @param state {@link #HEALTHY} and so on
   * @param inflight requests under way; told as 524287 if more
   * @param weight its share; told as 1023 if more
   */
  public static int pack(int state, int inflight, int weight) {
    return state << 29 | Math.clamp(inflight, 0, MOST_INFLIGHT) << 10 | Math.min(weight, 0x3ff);
  }

  /**
   * One target's numbers where times decide.
   *
   * @param inflight requests under way; told as 511 if more
   * @param micros how long an answer takes, told to 1 in 32; 0 if not known
   */
  public static int pack(int state, int inflight, int weight, long micros) {
    int beside = Math.clamp(inflight, 0, MOST_BESIDE) << 10 | shortened(micros);
    return state << 29 | beside << 10 | Math.min(weight, 0x3ff);
  }

  /** In ten bits: five of the exponent, five behind the leading one. */
  private static int shortened(long micros) {
    if (micros < 64) {
      return (int) Math.max(0, micros);
    }
    int exponent = 63 - Long.numberOfLeadingZeros(micros);
    return exponent > 35 ? 0x3ff : (exponent - 4) << 5 | (int) (micros >>> (exponent - 5)) & 31;
  }

  private static long lengthened(int shortened) {
    int exponent = (shortened >>> 5) + 4;
    return shortened < 64 ? shortened : (32L | (shortened & 31)) << (exponent - 5);
  }

  /** Two targets' numbers in a long, the first in the low half. */
  public static long pair(int first, int second) {
    return (long) second << 32 | (first & 0xffffffffL);
  }

  /** The state in a target's numbers. */
  public static int state(int packed) {
    return packed >>> 29;
  }

  /** The targets as they are told if none of them was chosen. */
  public List<Candidate> candidates(int[] packed) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < told(); i++) {
      candidates.add(unpack(targets.get(i), packed[i]));
    }
    return List.copyOf(candidates);
  }

  /** All targets, for someone who looks. */
  public List<Candidate> all(int[] packed) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
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

  private Candidate unpack(String target, int packed) {
    String state = STATES.get(state(packed));
    int beside = packed >>> 10 & MOST_INFLIGHT;
    return balance.startsWith(PEAK_EWMA)
        ? new Candidate(target, state, beside >>> 10, packed & 0x3ff, lengthened(beside & 0x3ff))
        : new Candidate(target, state, beside, packed & 0x3ff);
  }
}
