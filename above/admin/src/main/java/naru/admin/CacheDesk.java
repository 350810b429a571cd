package naru.admin;

import java.util.List;
import java.util.Map;

/** The cache, as the admin API sees it. */
public interface CacheDesk {
  /** Sizes and bounds: {@code entries}, {@code bytes}, {@code maxBytes} ... */
  Map<String, Object> stats();

  /** Entries: key, status, bytes, ageSeconds, freshSeconds (negative when stale). */
  List<?> entries(int atMost);

  /**
   * Forgets what has exactly this key.
   *
   * @return how many variants were removed
   * @throws IllegalArgumentException with a sentence if this is no key
   */
  int purgeKey(String key);

  /** Forgets everything whose key begins so. */
  int purgePrefix(String prefix);
}
