package naru.gateway.change;

import io.netty.buffer.ByteBuf;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.BodySink;
import naru.http.Exchange;
import naru.http.Fields;

/** Lets a request's body pass as long as it is not too long for its route. */
final class BodyBound implements BodySink {
  private final Exchange x;
  private final BodySink next;
  private final long most;
  private final String route;
  private long bytes;
  private boolean over;

  private BodyBound(Exchange x, BodySink next, long most, String route) {
    this.x = x;
    this.next = next;
    this.most = most;
    this.route = route;
  }

  /** Watches the body; false if it is known to be too long, which is answered. */
  static boolean on(Exchange x, long most, String route) {
    long length = x.bodyLength();
    if (length > most) {
      x.fail(tooLarge(most, route));
      return false;
    }
    if (length < 0) {
      x.throughBody(sink -> new BodyBound(x, sink, most, route));
    }
    return true;
  }

  private static Failure tooLarge(long most, String route) {
    return Failure.of(
        Code.REQUEST_BODY_TOO_LARGE,
        Side.CLIENT,
        "the body is larger than " + most + " bytes, the limit of route '" + route + "'");
  }

  @Override
  public void data(ByteBuf data) {
    bytes += data.readableBytes();
    if (over) {
      data.release();
    } else if (bytes > most) {
      over = true;
      data.release();
      Failure failure = tooLarge(most, route);
      next.abort(failure);
      x.fail(failure);
    } else {
      next.data(data);
    }
  }

  @Override
  public void trailers(Fields trailers) {
    if (!over) {
      next.trailers(trailers);
    }
  }

  @Override
  public void end() {
    if (!over) {
      next.end();
    }
  }

  @Override
  public void abort(Failure failure) {
    if (!over) {
      over = true;
      next.abort(failure);
    }
  }

  @Override
  public void flush() {
    if (!over) {
      next.flush();
    }
  }
}
