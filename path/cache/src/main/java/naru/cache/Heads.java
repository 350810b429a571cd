package naru.cache;

import java.util.ArrayList;
import java.util.List;
import naru.cache.core.Line;
import naru.cache.core.Lines;
import naru.cache.core.Response;
import naru.http.Field;
import naru.http.Fields;
import naru.http.ResponseHead;

/** Between the views of {@code naru.http} and the values that the core decides on. */
final class Heads {
  /** What makes a request more than a plain question for what is stored. */
  private static final int[] NOT_PLAIN = {
    Field.CACHE_CONTROL,
    Field.PRAGMA,
    Field.IF_NONE_MATCH,
    Field.IF_MODIFIED_SINCE,
    Field.IF_RANGE,
    Field.RANGE,
    Field.IF_MATCH,
    Field.IF_UNMODIFIED_SINCE
  };

  private static final int[] CONDITIONS = {
    Field.IF_NONE_MATCH, Field.IF_MODIFIED_SINCE, Field.IF_RANGE, Field.RANGE
  };

  private Heads() {}

  /** The field lines as values. */
  static Lines lines(Fields fields) {
    List<Line> lines = new ArrayList<>(fields.size());
    for (int i = 0; i < fields.size(); i++) {
      if (fields.isLive(i)) {
        lines.add(new Line(fields.nameText(i), fields.valueText(i)));
      }
    }
    return Lines.of(lines);
  }

  /** Whether nothing in the request bears on how a stored response is used, Vary apart. */
  static boolean isPlain(Fields request) {
    for (int id : NOT_PLAIN) {
      if (request.has(id)) {
        return false;
      }
    }
    return true;
  }

  /** Makes the request one for the whole, without condition but the given one. */
  static void askForTheWhole(Fields request, Lines condition) {
    for (int id : CONDITIONS) {
      request.removeAll(id);
    }
    for (Line line : condition) {
      request.add(line.name(), line.value());
    }
  }

  /** A stored response's head as it will be sent, but for what changes with each answer. */
  static ResponseHead image(Response stored, int bodyLength) {
    ResponseHead head = ResponseHead.of(stored.status());
    for (Line line : stored.lines()) {
      if (!line.name().equalsIgnoreCase("content-length")) {
        head.fields().add(line.name(), line.value());
      }
    }
    if (stored.status() != 204) {
      head.fields().add(Field.CONTENT_LENGTH, bodyLength);
    }
    return head;
  }
}
