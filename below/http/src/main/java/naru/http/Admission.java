package naru.http;

import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import org.jspecify.annotations.Nullable;

/** Whether a request with a good head may set off: what is beyond the limits, and its wishes. */
final class Admission {
  private static final byte[] CONTINUE = Ascii.lower("100-continue");

  private Admission() {}

  /**
   * Why it may not; null if it may.
   *
   * @param framing of its body, one of {@link Framing}'s values
   */
  static @Nullable Failure refusal(RequestHead head, long framing, HttpLimits limits) {
    if (head.pathLength() > limits.uriBytes()) {
      return refusal(
          Code.REQUEST_URI_TOO_LONG, "the target is longer than " + limits.uriBytes() + " bytes");
    }
    if (head.fields().size() > limits.fields()) {
      return refusal(Code.REQUEST_FIELDS, "the head has more than " + limits.fields() + " fields");
    }
    if (framing > limits.bodyBytes()) {
      return limits.bodyTooLarge();
    }
    return isExpectationGood(head.fields())
        ? null
        : refusal(Code.REQUEST_EXPECTATION, "only 100-continue can be expected");
  }

  /** Only one thing can be expected. RFC 9110 section 10.1.1. */
  private static boolean isExpectationGood(Fields f) {
    int i = f.find(Field.EXPECT);
    return i < 0 || Ascii.equalsLower(f.bytes(), f.valueOffset(i), f.valueLength(i), CONTINUE);
  }

  /** Whether the client waits for 100 (Continue), which is answered here: takes the wish out. */
  static boolean takesContinue(RequestHead head) {
    if (!head.fields().has(Field.EXPECT)) {
      return false;
    }
    head.fields().removeAll(Field.EXPECT);
    return !head.http10();
  }

  private static Failure refusal(Code code, String detail) {
    return Failure.of(code, Side.CLIENT, detail);
  }
}
