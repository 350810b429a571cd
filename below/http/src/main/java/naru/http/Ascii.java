package naru.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Comparisons and classes of ASCII bytes, by the grammar of RFC 9110 section 5.6. */
public final class Ascii {
  private static final byte TOKEN = 1;
  private static final byte VALUE = 2;
  private static final byte TARGET = 4;
  private static final byte[] CLASS = new byte[256];

  static {
    for (int c = 0x21; c < 0x7f; c++) {
      CLASS[c] |= TARGET | VALUE;
      boolean letterOrDigit =
          (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (letterOrDigit || "!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
        CLASS[c] |= TOKEN;
      }
    }
    CLASS[' '] |= VALUE;
    CLASS['\t'] |= VALUE;
    for (int c = 0x80; c < 0x100; c++) {
      CLASS[c] |= VALUE;
    }
  }

  static final byte[] CRLF = {'\r', '\n'};

  private Ascii() {}

  /** Writes a number that is not negative in hex digits, as a chunk size is written. */
  static void writeHex(ByteBuf out, int number) {
    int shift = Math.max(0, (31 - Integer.numberOfLeadingZeros(number)) & ~3);
    for (; shift >= 0; shift -= 4) {
      out.writeByte("0123456789abcdef".charAt(number >>> shift & 15));
    }
  }

  /** A character of a token, such as a method or a field name. */
  static boolean isToken(byte c) {
    return (CLASS[c & 0xff] & TOKEN) != 0;
  }

  /** A character that a field value may hold: no control but the tab. */
  static boolean isValue(byte c) {
    return (CLASS[c & 0xff] & VALUE) != 0;
  }

  /** A character that a request target may hold: printable ASCII without space. */
  static boolean isTarget(byte c) {
    return (CLASS[c & 0xff] & TARGET) != 0;
  }

  /** Lower-case bytes, for {@link #equalsLower}. */
  public static byte[] lower(String text) {
    return text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether bytes in any case equal a lower-case text. */
  public static boolean equalsLower(byte[] b, int offset, int length, byte[] lower) {
    if (length != lower.length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (toLower(b[offset + i]) != lower[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether bytes in any case equal an ASCII text in any case; makes no object. */
  public static boolean equalsIgnoreCase(byte[] b, int offset, int length, String text) {
    if (length != text.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c > 0x7f || toLower(b[offset + i]) != toLower((byte) c)) {
        return false;
      }
    }
    return true;
  }

  /** Whether bytes equal a text, case and all. */
  public static boolean equals(byte[] b, int offset, int length, byte[] text) {
    return java.util.Arrays.equals(b, offset, offset + length, text, 0, text.length);
  }

  static byte toLower(byte c) {
    return c >= 'A' && c <= 'Z' ? (byte) (c | 0x20) : c;
  }

  /**
   * Whether a comma-separated list holds a token, in any case. RFC 9110 section 5.6.1.
   *
   * @param token lower case
   */
  public static boolean listHas(byte[] b, int offset, int length, byte[] token) {
    int end = offset + length;
    int i = offset;
    while (i < end) {
      int comma = i;
      while (comma < end && b[comma] != ',') {
        comma++;
      }
      int from = i;
      int to = comma;
      while (from < to && isBlank(b[from])) {
        from++;
      }
      while (to > from && isBlank(b[to - 1])) {
        to--;
      }
      if (equalsLower(b, from, to - from, token)) {
        return true;
      }
      i = comma + 1;
    }
    return false;
  }

  static boolean isBlank(byte c) {
    return c == ' ' || c == '\t';
  }
}
