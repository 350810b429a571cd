package naru.http.h2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A field name as an encoder wants it: in lower case, hashed, with its place in the static table.
 */
public final class HeaderName {
  private final byte[] lower;
  private final int hash;
  private final int staticIndex;

  private HeaderName(byte[] lower) {
    this.lower = lower;
    this.hash = hash(lower, 0, lower.length);
    this.staticIndex = find(lower);
  }

  /** A name that is used often; a pseudo-field begins with its colon. */
  public static HeaderName of(String name) {
    return new HeaderName(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
  }

  byte[] lower() {
    return lower;
  }

  int hash() {
    return hash;
  }

  /** The first entry with this name; 0 if there is none. */
  int staticIndex() {
    return staticIndex;
  }

  static int hash(byte[] b, int offset, int length) {
    int h = 1;
    for (int i = offset; i < offset + length; i++) {
      h = h * 31 + b[i];
    }
    return h;
  }

  /** The first static entry with this name; 0 if there is none. */
  static int find(byte[] lower) {
    for (int i = 1; i <= StaticTable.SIZE; i++) {
      int at = StaticTable.offset(i);
      if (Arrays.equals(
          lower, 0, lower.length, StaticTable.LINES, at, at + StaticTable.nameLength(i))) {
        return i;
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return new String(lower, StandardCharsets.US_ASCII);
  }
}
