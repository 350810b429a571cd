package naru.gateway;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.ResponseHead;
import naru.http.ResponseSink;
import naru.http.Slot;

/** Keeps from the client what tells of the servers behind: names and versions of software. */
final class HidingSink implements ResponseSink {
  private static final Slot<HidingSink> LAST = Slot.lasting("gateway.hiding");

  private final ResponseSink next;

  private HidingSink(ResponseSink next) {
    this.next = next;
  }

  /** Puts one in front; the same one for each request of a connection. */
  static void on(Exchange x) {
    HidingSink last = x.peek(LAST);
    if (last == null || last.next != x.out()) {
      last = new HidingSink(x.out());
      x.put(LAST, last);
    }
    x.through(last);
  }

  private static void hide(Fields f) {
    f.removeAll(Field.SERVER);
    f.removeAll(Field.X_POWERED_BY);
    f.removeAll(Field.VIA);
  }

  @Override
  public void interim(ResponseHead head) {
    hide(head.fields());
    next.interim(head);
  }

  @Override
  public void head(ResponseHead head) {
    hide(head.fields());
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
