package naru.gateway;

import io.netty.buffer.ByteBuf;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Side;
import naru.http.Exchange;
import naru.http.Fields;
import naru.http.Fork;
import naru.http.ResponseHead;
import naru.http.ResponseSink;
import naru.http.Way;
import naru.trace.ChangeEvent.Outcome;

/** One copy of a request for a mirror, with a trace of its own under that of the request. */
final class MirrorCopy implements ResponseSink {
  private final Exchange x;
  private final Mirrors.One mirror;
  private final Limit limit;
  private final Fork fork;
  private boolean over;

  MirrorCopy(Exchange x, Mirrors.One mirror, Way way, Limit limit) {
    this.x = x;
    this.mirror = mirror;
    this.limit = limit;
    this.fork = x.fork(this, way);
    fork.exchange().put(Taken.SLOT, mirror.taken());
  }

  long mostBytes() {
    return mirror.config().bodyBytes();
  }

  /** It leaves without a body. */
  void send() {
    if (over) {
      return;
    }
    mirror.sent().increment();
    Mirrors.tell(x, mirror, Outcome.SENT);
    fork.exchange().proceed();
  }

  /** It leaves with this body, which stays the caller's, unless that is too long. */
  void send(ByteBuf body) {
    if (over) {
      return;
    }
    if (body.readableBytes() > mostBytes()) {
      leave(Outcome.BODY_TOO_LONG);
      return;
    }
    fork.giveBody(body.retainedDuplicate());
    send();
  }

  /** It does not leave. */
  void leave(Outcome why) {
    if (over) {
      return;
    }
    Mirrors.leave(x, mirror, why);
    finish(Failure.of(Code.CLIENT_CLOSED, Side.US, "no copy: " + why));
  }

  private void finish(Failure why) {
    if (!over) {
      over = true;
      limit.give(1);
      fork.abandon(why);
      fork.exchange().span().end();
    }
  }

  // ---- nobody sees what comes back

  @Override
  public void head(ResponseHead head) {}

  @Override
  public void data(ByteBuf data) {
    data.release();
  }

  @Override
  public void trailers(Fields trailers) {}

  @Override
  public void end() {
    finish(Failure.of(Code.CLIENT_CLOSED, Side.US, "it is whole"));
  }

  @Override
  public void fail(Failure failure) {
    finish(failure);
  }

  @Override
  public void flush() {}
}
