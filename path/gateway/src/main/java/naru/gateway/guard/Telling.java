package naru.gateway.guard;

import java.util.List;
import java.util.Map;
import naru.http.ResponseHead;
import naru.http.ResponseSink;

/** Adds fields to the response's head: what is left of a rate. */
final class Telling extends PassingSink {
  private final List<Map.Entry<String, String>> fields;

  Telling(ResponseSink next, List<Map.Entry<String, String>> fields) {
    super(next);
    this.fields = fields;
  }

  @Override
  public void head(ResponseHead head) {
    fields.forEach(f -> head.fields().add(f.getKey(), f.getValue()));
    super.head(head);
  }
}
