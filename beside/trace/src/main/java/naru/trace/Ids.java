package naru.trace;

import java.util.concurrent.atomic.AtomicLong;

/** Ids for one thread without a lock: the SplitMix64 sequence of a seed. Never 0. */
final class Ids {
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  private final AtomicLong state;
  private final boolean shared;

  /** {@code shared} if several threads ask. */
  Ids(long seed, boolean shared) {
    this.state = new AtomicLong(mix(seed));
    this.shared = shared;
  }

  long next() {
    long id = mix(shared ? state.addAndGet(GAMMA) : step());
    return id == 0 ? 1 : id;
  }

  private long step() {
    long next = state.getPlain() + GAMMA;
    state.setPlain(next);
    return next;
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit depends on every bit. */
  static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
