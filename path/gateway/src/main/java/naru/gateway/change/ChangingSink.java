package naru.gateway.change;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import naru.base.Failure;
import naru.http.Exchange;
import naru.http.Fields;
import naru.http.PassingSink;
import naru.http.ResponseHead;
import naru.http.ResponseSink;
import org.jspecify.annotations.Nullable;

/** Changes the fields of a response as it passes. */
final class ChangingSink implements PassingSink {
  /** Fields that speak of one content, which the answer to a failure is not. */
  private static final Set<String> OF_THE_CONTENT =
      Set.of(
          "age",
          "cache-control",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-type",
          "etag",
          "expires",
          "last-modified",
          "location",
          "retry-after");

  private final Exchange x;
  private final ResponseSink next;
  private final Gaps gaps;
  private final @Nullable CrossOrigin cors;
  private final String origin;
  private final @Nullable HeaderEdit edit;
  private boolean started;

  private ChangingSink(
      Exchange x, Gaps gaps, @Nullable CrossOrigin cors, @Nullable HeaderEdit edit) {
    this.x = x;
    this.next = x.out();
    this.gaps = gaps;
    this.cors = cors;
    this.origin = cors == null ? "" : CrossOrigin.originOf(x.request());
    this.edit = edit;
  }

  /** Puts one in front. */
  static void on(Exchange x, Gaps gaps, @Nullable CrossOrigin cors, @Nullable HeaderEdit edit) {
    x.through(new ChangingSink(x, gaps, cors, edit));
  }

  @Override
  public ResponseSink next() {
    return next;
  }

  private void change(Fields f) {
    CrossOrigin c = cors;
    if (c != null && !CrossOrigin.isPreflight(x.request())) {
      c.stamp(f, origin);
    }
    HeaderEdit e = edit;
    if (e != null) {
      e.apply(f, x, gaps);
    }
  }

  @Override
  public void head(ResponseHead head) {
    started = true;
    change(head.fields());
    next.head(head);
  }

  /** What Naru answers instead has these fields too: a page must be able to read its error. */
  @Override
  public void fail(Failure failure) {
    if (!started) {
      started = true;
      Fields own = ResponseHead.of(200).fields();
      change(own);
      for (Map.Entry<String, String> field : own.entries()) {
        if (!OF_THE_CONTENT.contains(field.getKey().toLowerCase(Locale.ROOT))) {
          x.problemField(field.getKey(), field.getValue());
        }
      }
    }
    next.fail(failure);
  }
}
