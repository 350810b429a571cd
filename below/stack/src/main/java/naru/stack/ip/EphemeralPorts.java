package naru.stack.ip;

import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/** Ports that the stack chooses itself: random, then the next free one (RFC 6056 s. 3.3.1). */
public final class EphemeralPorts {
  private final int first;
  private final int count;
  private final RandomGenerator random;

  private EphemeralPorts(int first, int last, RandomGenerator random) {
    if (first < 1 || last > 65535 || first > last) {
      throw new IllegalArgumentException(
          "ephemeral ports must lie in 1..65535, not " + first + ".." + last);
    }
    this.first = first;
    this.count = last - first + 1;
    this.random = random;
  }

  /** Ports {@code first} to {@code last}, both included; the IANA range is 49152..65535. */
  public static EphemeralPorts of(int first, int last, RandomGenerator random) {
    return new EphemeralPorts(first, last, random);
  }

  /** A port for which {@code free} is true; 0 if there is none. */
  public int find(IntPredicate free) {
    int offset = random.nextInt(count);
    for (int i = 0; i < count; i++) {
      int port = first + (offset + i) % count;
      if (free.test(port)) {
        return port;
      }
    }
    return 0;
  }
}
