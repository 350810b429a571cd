package naru.origin;

import java.util.HashMap;
import java.util.Map;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import naru.http.RequestHead;
import naru.origin.core.Ask;
import naru.origin.core.AskFields;
import naru.trace.TraceId;

/** Requests as the cores see them: a copy of what an answer may depend on. */
final class Asks {
  private static final int[] ASKED = {
    Field.ACCEPT,
    Field.ACCEPT_ENCODING,
    Field.CONTENT_TYPE,
    Field.CONTENT_ENCODING,
    Field.IF_MATCH,
    Field.IF_NONE_MATCH,
    Field.IF_MODIFIED_SINCE,
    Field.IF_UNMODIFIED_SINCE,
    Field.IF_RANGE,
    Field.RANGE
  };

  private Asks() {}

  static Ask of(Exchange x) {
    Ask ask = of(x.request(), x.span().traceId());
    String asked = x.peek(RouteFiles.ASKED);
    return asked == null ? ask : ask.asked(asked);
  }

  static Ask of(RequestHead head, TraceId trace) {
    return new Ask(
        head.methodText(), head.pathOnly(), head.query(), "", fields(head.fields()), trace);
  }

  private static AskFields fields(Fields fields) {
    Map<String, String> asked = new HashMap<>();
    for (int id : ASKED) {
      if (fields.has(id)) {
        asked.put(Field.name(id), fields.list(id));
      }
    }
    return asked.isEmpty() ? AskFields.NONE : AskFields.of(asked);
  }
}
