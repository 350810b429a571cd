package naru.cache;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;
import naru.http.Exchange;
import naru.http.Fields;
import naru.http.ResponseHead;
import naru.http.ResponseSink;
import naru.http.Slot;
import naru.trace.ForwardFacts;

/**
 * Lets the responses of a route without a cache through and says so, RFC 9211. A connection uses
 * one again and again: what every request of a plain gateway goes by makes no object.
 */
final class PlainPassing implements ResponseSink {
  private static final Slot<PlainPassing> LAST = Slot.lasting("cache.passing");

  private final ResponseSink out;
  private final CacheRoute route;
  private final PassLines lines;
  private final ForwardFacts facts;

  private PlainPassing(ResponseSink out, CacheRoute route, PassLines lines) {
    this.out = out;
    this.route = route;
    this.lines = lines;
    this.facts = new ForwardFacts("bypass", "disabled", route.place());
  }

  /** Puts one in front, and tells the trace. */
  @SuppressWarnings("ReferenceEquality") // an equal one is only made anew
  static void on(Exchange x, CacheRoute route, PassLines lines) {
    PlainPassing last = x.peek(LAST);
    if (last == null || last.out != x.out() || last.route != route) {
      last = new PlainPassing(x.out(), route, lines);
      x.put(LAST, last);
    }
    x.span().cacheForwarded("", last.facts);
    x.through(last);
  }

  @Override
  public void interim(ResponseHead head) {
    out.interim(head);
  }

  @Override
  public void head(ResponseHead head) {
    head.fields().add(lines.of(head.status()));
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
