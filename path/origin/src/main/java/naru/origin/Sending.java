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

  /**
   * Up to this length bytes are sent as they are, without a look at whether the client takes them.
   */
  static final int BRIEF_BYTES = 16 * 1024;

  /** Whether an answer holds little, however long it waits for its client. */
  static boolean isBrief(Answer answer) {
    long sum = 0;
    for (Part part : answer.body()) {
      switch (part) {
        case Part.Bytes bytes -> sum += bytes.array().length;
        case Part.Held held -> sum += held.whole().length;
        case Part.Slice _ -> {
          return false;
        }
      }
    }
    return sum <= BRIEF_BYTES;
  }

  /** Sends an answer that is all in memory. */
  static void whole(Exchange x, Answer answer) {
    head(x, answer);
    for (Part part : answer.body()) {
      switch (part) {
        case Part.Bytes bytes -> bytes(x, bytes);
        case Part.Held held -> bytes(x, held);
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

  private static void bytes(Exchange x, Part.Held held) {
    Part.Slice slice = held.slice();
    bytes(x, new Part.Bytes(held.whole(), (int) slice.from(), (int) slice.length()));
  }

  static void bytes(Exchange x, Part.Bytes bytes) {
    x.out().data(Unpooled.wrappedBuffer(bytes.array(), bytes.offset(), bytes.count()));
  }
}
