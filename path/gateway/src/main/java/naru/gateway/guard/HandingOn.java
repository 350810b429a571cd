package naru.gateway.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.base.Failure;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.PassingSink;
import naru.http.ResponseHead;
import naru.http.ResponseSink;

/**
 * Adds to the response what the server that was asked says to the client, such as the cookie of a
 * refreshed session; cookies also with a failure, as the old session may be no longer valid.
 *
 * <p>Each Set-Cookie is added behind those of the response, so that a client keeps this one of two
 * with one name. Of other fields the response's own are preferred. This stands in front of the
 * cache, which therefore never stores these fields; caches of others are told not to.
 */
final class HandingOn implements PassingSink {
  private final Exchange x;
  private final ResponseSink next;
  private final List<Map.Entry<String, String>> fields;
  private boolean started;

  private HandingOn(Exchange x, List<Map.Entry<String, String>> fields) {
    this.x = x;
    this.next = x.out();
    this.fields = fields;
  }

  /** Puts one in front, if there is something to hand on. */
  static void on(Exchange x, List<Map.Entry<String, String>> fields) {
    if (!fields.isEmpty()) {
      x.through(new HandingOn(x, fields));
    }
  }

  /** The lines of an answer with these names. */
  static List<Map.Entry<String, String>> of(Fields answer, List<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    for (String name : names) {
      for (int i = answer.find(name); i >= 0; i = answer.find(name, i + 1)) {
        lines.add(Map.entry(name, answer.valueText(i)));
      }
    }
    return lines;
  }

  private static boolean isCookie(Map.Entry<String, String> line) {
    return Field.id(line.getKey()) == Field.SET_COOKIE;
  }

  @Override
  public ResponseSink next() {
    return next;
  }

  @Override
  public void head(ResponseHead head) {
    started = true;
    Fields f = head.fields();
    List<Map.Entry<String, String>> added =
        fields.stream().filter(l -> isCookie(l) || f.find(l.getKey()) < 0).toList();
    added.forEach(l -> f.add(l.getKey(), l.getValue()));
    if (added.stream().anyMatch(HandingOn::isCookie)) {
      // What is stored for everybody must not hold one client's: RFC 9111 section 5.2.2.7.
      f.add(Field.CACHE_CONTROL, "private=\"Set-Cookie\"");
    }
    next.head(head);
  }

  /** The answer that a failure becomes is stored by nobody anyway. */
  @Override
  public void fail(Failure failure) {
    if (!started) {
      started = true;
      fields.stream()
          .filter(HandingOn::isCookie)
          .forEach(line -> x.problemField(line.getKey(), line.getValue()));
    }
    next.fail(failure);
  }
}
