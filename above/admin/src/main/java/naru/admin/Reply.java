package naru.admin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.trace.Bytes;

/** An answer, apart from its exchange. */
record Reply(int status, String type, Bytes content, List<Map.Entry<String, String>> fields) {
  static final String JSON = "application/json";
  static final String TEXT = "text/plain; charset=utf-8";

  static Reply of(int status, String type, String content) {
    return of(status, type, Bytes.owned(content.getBytes(StandardCharsets.UTF_8)));
  }

  static Reply of(int status, String type, Bytes content) {
    return new Reply(status, type, content, List.of());
  }

  static Reply text(String content) {
    return of(200, TEXT, content);
  }

  static Reply json(Object value) {
    return of(200, JSON, Json.text(value));
  }

  /** A list in the form of all lists. */
  static Reply items(List<?> items) {
    return json(Map.of("items", items));
  }

  Reply withStatus(int other) {
    return new Reply(other, type, content, fields);
  }

  Reply with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(fields);
    more.add(Map.entry(name, value));
    return new Reply(status, type, content, more);
  }
}
