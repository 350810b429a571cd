package naru.gateway.change;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;
import naru.http.Exchange;
import naru.http.Fields;
import naru.http.ResponseHead;
import naru.http.ResponseSink;
import org.jspecify.annotations.Nullable;

/** Changes the fields of a response as it passes. */
final class ChangingSink implements ResponseSink {
  private final Exchange x;
  private final ResponseSink next;
  private final Gaps gaps;
  private final @Nullable CrossOrigin cors;
  private final String origin;
  private final @Nullable HeaderEdit edit;

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

  private void change(ResponseHead head) {
    CrossOrigin c = cors;
    if (c != null && !CrossOrigin.isPreflight(x.request())) {
      c.stamp(head.fields(), origin);
    }
    HeaderEdit e = edit;
    if (e != null) {
      e.apply(head.fields(), x, gaps);
    }
  }

  @Override
  public void interim(ResponseHead head) {
    next.interim(head);
  }

  @Override
  public void head(ResponseHead head) {
    change(head);
    next.head(head);
  }

  @Override
  public void data(ByteBuf data) {
    next.data(data);
  }

  @Override
  public void trailers(Fields trailers) {
    next.trailers(trailers);
  }

  @Override
  public void end() {
    next.end();
  }

  @Override
  public void fail(Failure failure) {
    next.fail(failure);
  }

  @Override
  public void flush() {
    next.flush();
  }
}
