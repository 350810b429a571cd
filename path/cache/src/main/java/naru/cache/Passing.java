package naru.cache;

import naru.cache.core.CacheStatus;
import naru.http.Field;
import naru.http.PassingSink;
import naru.http.ResponseHead;
import naru.http.ResponseSink;
import org.jspecify.annotations.Nullable;

/** Lets a response through and adds what the cache did: nothing, and why. RFC 9211. */
final class Passing implements PassingSink {
  private final ResponseSink next;
  private final String fwd;
  private final String detail;
  private final @Nullable Changing changing;

  Passing(ResponseSink next, String fwd, String detail, @Nullable Changing changing) {
    this.next = next;
    this.fwd = fwd;
    this.detail = detail;
    this.changing = changing;
  }

  @Override
  public ResponseSink next() {
    return next;
  }

  @Override
  public void head(ResponseHead head) {
    if (changing != null) {
      changing.answered(head);
    }
    CacheStatus status = CacheStatus.forwarded(fwd).forwardedStatus(head.status());
    if (!detail.isEmpty()) {
      status.detail(detail);
    }
    head.fields().add(Field.CACHE_STATUS, status.toString());
    next.head(head);
  }
}
