package naru.http;

import java.util.Optional;
import naru.base.Code;

/**
 * Where a body ends, decided strictly: two readers on one way must never differ. RFC 9112 section
 * 6.
 */
final class Framing {
  static final long NONE = 0;
  static final long CHUNKED = -1;
  static final long UNTIL_CLOSE = -2;
  static final long INVALID = -3;

  private static final byte[] CHUNKED_TOKEN = Ascii.lower("chunked");

  private Framing() {}

  /** Whether the request's body is framed as it must be; empty if it is. A length loses zeros. */
  static Optional<HeadParser.Fault> check(RequestHead head) {
    Fields f = head.fields();
    boolean te = f.has(Field.TRANSFER_ENCODING);
    boolean cl = f.has(Field.CONTENT_LENGTH);
    if (te && cl) {
      return fault("both Transfer-Encoding and Content-Length");
    }
    if (te && head.http10()) {
      return fault("Transfer-Encoding in HTTP/1.0");
    }
    if (te && !isChunked(f)) {
      boolean last = f.listHas(Field.TRANSFER_ENCODING, CHUNKED_TOKEN);
      return last || isMultiple(f)
          ? fault("Transfer-Encoding must be chunked, once, and nothing else")
          : Optional.of(
              new HeadParser.Fault(
                  Code.REQUEST_UNSUPPORTED_CODING, "this transfer coding is not known here"));
    }
    if (cl && lengthOf(f) == INVALID) {
      return fault("Content-Length is not one number");
    }
    if (cl && isPadded(f)) {
      f.set(Field.CONTENT_LENGTH, Long.toString(lengthOf(f)));
    }
    return Optional.empty();
  }

  /** Whether the length begins with a zero: who reads on may take it for an octal number. */
  private static boolean isPadded(Fields f) {
    int i = f.find(Field.CONTENT_LENGTH);
    return f.valueLength(i) > 1 && f.bytes()[f.valueOffset(i)] == '0';
  }

  private static boolean isMultiple(Fields f) {
    return f.occurrences(Field.TRANSFER_ENCODING) > 1;
  }

  private static Optional<HeadParser.Fault> fault(String detail) {
    return Optional.of(new HeadParser.Fault(Code.REQUEST_MALFORMED, detail));
  }

  /** The framing of a request that {@link #check} let pass: a length, or {@link #CHUNKED}. */
  static long of(RequestHead head) {
    Fields f = head.fields();
    if (f.has(Field.TRANSFER_ENCODING)) {
      return CHUNKED;
    }
    return f.has(Field.CONTENT_LENGTH) ? lengthOf(f) : NONE;
  }

  /** The framing of a response to {@code method}; {@link #INVALID} if it must not be passed on. */
  static long of(ResponseHead head, Method method) {
    Fields f = head.fields();
    boolean te = f.has(Field.TRANSFER_ENCODING);
    boolean cl = f.has(Field.CONTENT_LENGTH);
    if (te && (cl || head.http10 || !isChunked(f))) {
      return INVALID;
    }
    long length = cl ? lengthOf(f) : NONE;
    if (length == INVALID || head.status == 101) {
      return INVALID;
    }
    boolean tunnel = method == Method.CONNECT && head.status / 100 == 2;
    if (method == Method.HEAD || tunnel || hasNoBody(head.status)) {
      return NONE;
    }
    if (te) {
      return CHUNKED;
    }
    return cl ? length : UNTIL_CLOSE;
  }

  /** Statuses whose responses end with the head. */
  static boolean hasNoBody(int status) {
    return status < 200 || status == 204 || status == 304;
  }

  private static boolean isChunked(Fields f) {
    int i = f.find(Field.TRANSFER_ENCODING);
    return f.occurrences(Field.TRANSFER_ENCODING) == 1
        && Ascii.equalsLower(f.bytes(), f.valueOffset(i), f.valueLength(i), CHUNKED_TOKEN);
  }

  private static long lengthOf(Fields f) {
    if (f.occurrences(Field.CONTENT_LENGTH) != 1) {
      return INVALID;
    }
    long length = length(f, f.find(Field.CONTENT_LENGTH));
    return length < 0 ? INVALID : length;
  }

  /** Digits only, at most 18 of them; -1 for anything else. */
  static long length(Fields f, int i) {
    byte[] b = f.bytes();
    int offset = f.valueOffset(i);
    int digits = f.valueLength(i);
    if (digits < 1 || digits > 18) {
      return -1;
    }
    long length = 0;
    for (int k = offset; k < offset + digits; k++) {
      if (b[k] < '0' || b[k] > '9') {
        return -1;
      }
      length = length * 10 + b[k] - '0';
    }
    return length;
  }
}
