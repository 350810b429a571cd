package naru.stack.link;

import java.util.random.RandomGenerator;

/**
 * One stream of random numbers per name, all grown from one seed: what loss draws does not change
 * what jitter gets.
 *
 * <p>SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). Not for
 * secrets.
 */
final class NamedRandom implements RandomGenerator {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  private NamedRandom(long state) {
    this.state = state;
  }

  static NamedRandom of(long seed, String name) {
    long mixed = mix(seed + GOLDEN);
    for (int i = 0; i < name.length(); i++) {
      mixed = (mixed ^ name.charAt(i)) * 0x100000001b3L; // FNV-1a
    }
    return new NamedRandom(mixed);
  }

  @Override
  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /** True with this probability. Draws once, whatever the probability. */
  boolean happens(double probability) {
    return nextDouble() < probability;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
