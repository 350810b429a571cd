package naru.store;

import java.time.Duration;

/**
 * The bounds of a store.
 *
 * @param maxBytes how large the file may grow; a change beyond it fails with {@code STORE_FULL}; at
 *     least 1 MiB
 * @param readers how many may read at the same time; 1 to 64
 * @param patience how long to wait for a lock or for a reader's turn before {@code STORE_LOCKED}
 */
public record StoreConfig(long maxBytes, int readers, Duration patience) {
  /** 1 GiB, 4 readers, 5 s. */
  public static final StoreConfig DEFAULT = new StoreConfig(1L << 30, 4, Duration.ofSeconds(5));

  public StoreConfig {
    if (maxBytes < 1 << 20) {
      throw new IllegalArgumentException("a store needs at least 1 MiB, not " + maxBytes);
    }
    if (readers < 1 || readers > 64) {
      throw new IllegalArgumentException("readers must be 1..64, not " + readers);
    }
    if (patience.isNegative() || patience.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException("patience must be 0..10 min, not " + patience);
    }
  }
}
