package naru.cache;

import java.util.concurrent.atomic.AtomicReferenceArray;
import naru.cache.core.CacheStatus;
import naru.http.Field;
import naru.http.FieldLines;

/**
 * The {@code Cache-Status} of responses that passed for one reason, made once for each status. RFC
 * 9211. Thread-safe.
 */
final class PassLines {
  private static final int FIRST = 100;
  private static final int STATUSES = 500;

  private final String fwd;
  private final String detail;
  private final AtomicReferenceArray<FieldLines> made = new AtomicReferenceArray<>(STATUSES);

  PassLines(String fwd, String detail) {
    this.fwd = fwd;
    this.detail = detail;
  }

  /** The field for a response of this status. */
  FieldLines of(int status) {
    int i = status - FIRST;
    if (i < 0 || i >= STATUSES) {
      return make(status);
    }
    FieldLines known = made.getAcquire(i);
    if (known == null) {
      known = make(status);
      made.setRelease(i, known);
    }
    return known;
  }

  private FieldLines make(int status) {
    CacheStatus text = CacheStatus.forwarded(fwd).forwardedStatus(status);
    if (!detail.isEmpty()) {
      text.detail(detail);
    }
    return FieldLines.of(Field.CACHE_STATUS, text.toString());
  }
}
