package naru.gateway.core;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import naru.gateway.config.PathPattern;
import naru.gateway.config.RouteMatch;
import naru.http.Ascii;
import naru.http.Field;
import naru.http.Fields;
import naru.http.RequestHead;

/** What one route asks of a request behind its host, compiled to bytes. */
final class Condition {
  /** What failed first, in the order of looking. */
  enum Miss {
    NONE(0, ""),
    PATH(1, "path"),
    METHOD(2, "method"),
    HEADER(3, "header");

    /** How far a request got; 0 if all held. */
    final int depth;

    final String word;

    Miss(int depth, String word) {
      this.depth = depth;
      this.word = word;
    }
  }

  private record Header(int id, String name, Optional<byte[]> value) {}

  private final byte[] prefix;
  private final boolean below;
  private final byte[][] methods;
  private final Header[] headers;

  private Condition(byte[] prefix, boolean below, byte[][] methods, Header[] headers) {
    this.prefix = prefix;
    this.below = below;
    this.methods = methods;
    this.headers = headers;
  }

  static Condition of(PathPattern path, RouteMatch match) {
    String prefix = path.prefix().isEmpty() ? "" : SafePath.normal(path.prefix());
    return new Condition(
        ascii(prefix),
        path.below(),
        match.methods().stream().map(Condition::ascii).toArray(byte[][]::new),
        match.headers().stream()
            .map(
                h ->
                    new Header(
                        Field.id(h.name()),
                        h.name(),
                        h.value().map(v -> v.getBytes(StandardCharsets.ISO_8859_1))))
            .toArray(Header[]::new));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  Miss look(RequestHead head) {
    if (!path(head)) {
      return Miss.PATH;
    }
    if (!method(head)) {
      return Miss.METHOD;
    }
    for (Header header : headers) {
      if (!holds(header, head.fields())) {
        return Miss.HEADER;
      }
    }
    return Miss.NONE;
  }

  private boolean path(RequestHead head) {
    byte[] b = head.bytes();
    int from = head.pathOffset();
    int length = head.pathOnlyLength();
    if (!below) {
      return Ascii.equals(b, from, length, prefix);
    }
    return length >= prefix.length
        && Ascii.equals(b, from, prefix.length, prefix)
        && (length == prefix.length || prefix.length == 0 || b[from + prefix.length] == '/');
  }

  private boolean method(RequestHead head) {
    for (byte[] method : methods) {
      if (head.isMethod(method)) {
        return true;
      }
    }
    return methods.length == 0;
  }

  private static boolean holds(Header header, Fields fields) {
    if (header.id() != Field.OTHER) {
      for (int i = fields.find(header.id()); i >= 0; i = fields.find(header.id(), i + 1)) {
        if (hasValue(header, fields, i)) {
          return true;
        }
      }
      return false;
    }
    byte[] name = Ascii.lower(header.name());
    for (int i = 0; i < fields.size(); i++) {
      boolean named =
          fields.isLive(i)
              && Ascii.equalsLower(
                  fields.bytes(), fields.nameOffset(i), fields.nameLength(i), name);
      if (named && hasValue(header, fields, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasValue(Header header, Fields fields, int i) {
    Optional<byte[]> value = header.value();
    return value.isEmpty()
        || Ascii.equals(fields.bytes(), fields.valueOffset(i), fields.valueLength(i), value.get());
  }

  // ---- precedence

  boolean isExact() {
    return !below;
  }

  int prefixLength() {
    return prefix.length;
  }

  boolean hasMethods() {
    return methods.length > 0;
  }

  int headerCount() {
    return headers.length;
  }
}
