package naru.cache;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;
import naru.cache.core.CacheStatus;
import naru.http.Field;
import naru.http.Fields;
import naru.http.ResponseHead;
import naru.http.ResponseSink;
import org.jspecify.annotations.Nullable;

/** Lets a response through and adds what the cache did: nothing, and why. RFC 9211. */
final class Passing implements ResponseSink {
  private final ResponseSink out;
  private final String fwd;
  private final String detail;
  private final @Nullable Changing changing;

  Passing(ResponseSink out, String fwd, String detail, @Nullable Changing changing) {
    this.out = out;
    this.fwd = fwd;
    this.detail = detail;
    this.changing = changing;
  }

  @Override
  public void interim(ResponseHead head) {
    out.interim(head);
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
    out.head(head);
  }

  @Override
  public void data(ByteBuf data) {
    out.data(data);
  }

  @Override
  public void trailers(Fields trailers) {
    out.trailers(trailers);
  }

  @Override
  public void end() {
    out.end();
  }

  @Override
  public void fail(Failure failure) {
    out.fail(failure);
  }

  @Override
  public void flush() {
    out.flush();
  }
}
