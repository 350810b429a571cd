package naru.http;

import java.nio.charset.StandardCharsets;

/** Request methods, RFC 9110 section 9. */
public enum Method {
  GET(true, true),
  HEAD(true, true),
  POST(false, false),
  PUT(false, true),
  DELETE(false, true),
  CONNECT(false, false),
  OPTIONS(true, true),
  TRACE(true, true),
  PATCH(false, false),
  /** A method without a name here: neither safe nor idempotent as far as anyone knows. */
  OTHER(false, false);

  private final boolean safe;
  private final boolean idempotent;
  private final byte[] text = name().getBytes(StandardCharsets.US_ASCII);

  Method(boolean safe, boolean idempotent) {
    this.safe = safe;
    this.idempotent = idempotent;
  }

  /** Whether it asks for no change. */
  public boolean isSafe() {
    return safe;
  }

  /** Whether sending it twice means the same as once. */
  public boolean isIdempotent() {
    return idempotent;
  }

  /** Method names are case-sensitive. */
  static Method of(byte[] b, int offset, int length) {
    if (length == 3 && b[offset] == 'G' && b[offset + 1] == 'E' && b[offset + 2] == 'T') {
      return GET;
    }
    for (Method m : VALUES) {
      if (m != OTHER && Ascii.equals(b, offset, length, m.text)) {
        return m;
      }
    }
    return OTHER;
  }

  private static final Method[] VALUES = values();
}
