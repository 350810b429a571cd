package naru.gateway;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;
import naru.http.Field;
import naru.http.Fields;
import naru.http.ResponseHead;
import naru.http.ResponseSink;

/** Keeps from the client what tells of the servers behind: names and versions of software. */
final class HidingSink implements ResponseSink {
  private final ResponseSink next;

  HidingSink(ResponseSink next) {
    this.next = next;
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
