package naru.gateway.guard;

import java.util.List;
import java.util.Map;
import naru.http.PassingSink;
import naru.http.ResponseHead;
import naru.http.ResponseSink;

/** Adds fields to the response's head: what is left of a rate. */
final class Telling implements PassingSink {
  private final ResponseSink next;
  private final List<Map.Entry<String, String>> fields;

  Telling(ResponseSink next, List<Map.Entry<String, String>> fields) {
    this.next = next;
    this.fields = fields;
  }

  @Override
  public ResponseSink next() {
    return next;
  }

  @Override
  public void head(ResponseHead head) {
    fields.forEach(f -> head.fields().add(f.getKey(), f.getValue()));
    next.head(head);
  }
}
