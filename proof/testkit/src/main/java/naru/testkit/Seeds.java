package naru.testkit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A tree of random generators, all grown from one number.
 *
 * <p>Each branch is found by its name: what one part of a test draws does not change what another
 * part gets, so a test can be extended without changing the runs that it had. Asking twice for a
 * name gives the same numbers twice.
 *
 * <p>{@link #each} runs a test under many seeds; a failure names its seed, and {@code
 * -Dnaru.seed=SEED} then runs that one alone.
 */
public final class Seeds {
  /** The system property that replays one seed. */
  public static final String PROPERTY = "naru.seed";

  private final long root;
  private final long value;

  private Seeds(long root, long value) {
    this.root = root;
    this.value = value;
  }

  /** The tree of exactly this seed. */
  public static Seeds of(long seed) {
    return new Seeds(seed, seed);
  }

  /** The tree of {@code -Dnaru.seed} if that is given, of this seed otherwise. */
  public static Seeds replayedOr(long seed) {
    return of(Long.getLong(PROPERTY, seed));
  }

  /** Runs a test under the seeds 0 to {@code runs - 1}, or only under {@code -Dnaru.seed}. */
  public static void each(int runs, Run run) {
    Long replayed = Long.getLong(PROPERTY);
    if (replayed != null) {
      of(replayed).run(run);
      return;
    }
    for (int seed = 0; seed < runs; seed++) {
      of(seed).run(run);
    }
  }

  /** Runs a test; if it fails, the failure names the seed. */
  public void run(Run run) {
    try {
      run.with(this);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(this + ": " + e.getMessage(), e);
    }
  }

  /** A new generator for what this name stands for. */
  public RandomGenerator generator(String name) {
    return new SplittableRandom(child(name).value);
  }

  /** The branch of this name. */
  public Seeds child(String name) {
    long mixed = (value + 1) * 0x9e3779b97f4a7c15L; // neighbouring seeds lie far apart
    mixed ^= mixed >>> 32;
    for (int i = 0; i < name.length(); i++) {
      mixed = (mixed ^ name.charAt(i)) * 0x100000001b3L; // FNV-1a
    }
    return new Seeds(root, mixed);
  }

  /** The number that all was grown from. */
  public long seed() {
    return root;
  }

  /** How to run the same again. */
  @Override
  public String toString() {
    return "-D" + PROPERTY + "=" + root;
  }

  /** A test that is given its randomness. */
  @FunctionalInterface
  public interface Run {
    /** Runs it; any exception or assertion error is its failure. */
    void with(Seeds seeds) throws Exception;
  }
}
