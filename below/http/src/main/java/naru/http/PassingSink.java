package naru.http;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;

/**
 * Passes on everything; who cares about a part of a response overrides that. Not for what stands in
 * the way of every response: the compilers know what follows from the code that calls it, and all
 * who share this code have different ones behind.
 */
public abstract class PassingSink implements ResponseSink {
  private final ResponseSink next;

  protected PassingSink(ResponseSink next) {
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
