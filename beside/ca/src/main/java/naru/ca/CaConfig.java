package naru.ca;

import java.time.Duration;
import java.util.List;
import naru.base.DomainPattern;
import naru.ca.core.KeyKind;

/**
 * What the CA is called and what it signs.
 *
 * @param name the root's common name, such as {@code Naru Root}; used when the root is made
 * @param caKey the keys of root and intermediate
 * @param rootLife how long the root is good; used when it is made. Nothing outlives it
 * @param leaf what servers get
 * @param maxCached certificates with their keys kept in memory, and as many on disk; at least 1
 * @param maxRecorded issued certificates that are remembered; at least 1
 */
public record CaConfig(
    String name, KeyKind caKey, Duration rootLife, Leaf leaf, int maxCached, int maxRecorded) {
  /** The intermediate's life; a new one is made when two thirds are over. */
  public static final Duration INTERMEDIATE_LIFE = Duration.ofDays(1826);

  private static final Duration LONGEST_LEAF = Duration.ofDays(398);
  private static final int LONGEST_NAME = 64;

  /**
   * What servers get.
   *
   * @param key the kind of key
   * @param life 10 minutes to 398 days, which is the most that browsers accept
   * @param renewBefore how long before its end one is replaced; positive, shorter than the life
   * @param names for which names; an address has to be written out
   */
  public record Leaf(KeyKind key, Duration life, Duration renewBefore, List<DomainPattern> names) {
    public Leaf {
      names = List.copyOf(names);
      if (life.compareTo(Duration.ofMinutes(10)) < 0 || life.compareTo(LONGEST_LEAF) > 0) {
        throw new IllegalArgumentException("a certificate's life is 10min to 398d, not " + life);
      }
      if (!renewBefore.isPositive() || renewBefore.compareTo(life) >= 0) {
        throw new IllegalArgumentException(
            "a certificate is renewed within its life of " + life + ", not " + renewBefore);
      }
    }
  }

  public CaConfig {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("the CA's name has 1 to 64 characters (RFC 5280 A.1)");
    }
    if (rootLife.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException("the root's life is at least a day, not " + rootLife);
    }
    if (maxCached < 1 || maxRecorded < 1) {
      throw new IllegalArgumentException("the CA's limits must be at least 1");
    }
  }

  /** {@code Naru Root} with P-256 keys, 30 days, the last ten for renewal, for some names. */
  public static CaConfig of(List<DomainPattern> names) {
    Leaf leaf = new Leaf(KeyKind.EC_P256, Duration.ofDays(30), Duration.ofDays(10), names);
    return new CaConfig("Naru Root", KeyKind.EC_P256, Duration.ofDays(3650), leaf, 10_000, 100_000);
  }

  /** The intermediate's common name. */
  String intermediateName() {
    String stem = name.endsWith(" Root") ? name.substring(0, name.length() - 5) : name;
    String full = stem + " Intermediate";
    return full.length() <= LONGEST_NAME ? full : full.substring(full.length() - LONGEST_NAME);
  }
}
