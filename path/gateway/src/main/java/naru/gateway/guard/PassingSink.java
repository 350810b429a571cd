package naru.gateway.guard;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;
import naru.http.Fields;
import naru.http.ResponseHead;
import naru.http.ResponseSink;

/** Passes on everything. */
abstract sealed class PassingSink implements ResponseSink permits Watch, Throttle, Telling {
  private final ResponseSink next;

  PassingSink(ResponseSink next) {
    this.next = next;
  }

  @Override
  public void interim(ResponseHead head) {
    next.interim(head);
  }

  @Override
  public void head(ResponseHead head) {
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
