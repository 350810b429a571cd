package naru.origin;

import io.netty.buffer.Unpooled;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.ResponseHead;
import naru.origin.core.Answer;
import naru.origin.core.FieldLine;
import naru.origin.core.Part;

/** Answers as responses. On the exchange's loop. */
final class Sending {
  private Sending() {}

  /** Sends an answer that is all in memory. */
  static void whole(Exchange x, Answer answer) {
    head(x, answer);
    for (Part part : answer.body()) {
      switch (part) {
        case Part.Bytes bytes -> bytes(x, bytes);
        case Part.Slice _ -> throw new IllegalArgumentException("a slice has to be read first");
      }
    }
    x.out().end();
  }

  static void head(Exchange x, Answer answer) {
    ResponseHead head = x.response(answer.status());
    for (FieldLine field : answer.fields()) {
      head.fields().add(field.name(), field.value());
    }
    if (answer.length() != Answer.UNANNOUNCED) {
      head.fields().add(Field.CONTENT_LENGTH, answer.length());
    }
    x.out().head(head);
  }

  static void bytes(Exchange x, Part.Bytes bytes) {
    x.out().data(Unpooled.wrappedBuffer(bytes.array(), bytes.offset(), bytes.count()));
  }
}
