package naru.forward;

import io.netty.buffer.ByteBuf;
import naru.base.Failure;
import naru.http.Field;
import naru.http.Fields;
import naru.http.ResponseHead;
import naru.http.ResponseSink;

/** Names the proxy in the Via field of what it forwards back. RFC 9110 section 7.6.3. */
record Signing(ResponseSink next, String pseudonym) implements ResponseSink {
  @Override
  public void interim(ResponseHead head) {
    next.interim(head);
  }

  @Override
  public void head(ResponseHead head) {
    head.fields().add(Field.VIA, "1.1 " + pseudonym);
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
