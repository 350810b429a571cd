package naru.gateway.core;

import naru.gateway.config.TextMatch;
import naru.http.RequestHead;

/**
 * Looks into a query without making a string: {@code a=1&b=x%20y}, each {@code +} a space, as forms
 * are written (WHATWG URL, section 5.1). Names and values are compared decoded, so that a route
 * cannot be dodged by writing them otherwise; of several with one name the first counts.
 */
final class Query {
  /** A value longer than this is compared with no regular expression: it does not match. */
  private static final int MAX_VALUE = 4096;

  private Query() {}

  /** Whether the first parameter of this name is as it must be. */
  static boolean holds(RequestHead head, byte[] name, TextMatch value, byte[] text) {
    byte[] b = head.bytes();
    int end = head.pathOffset() + head.pathLength();
    int at = head.pathOffset() + head.pathOnlyLength() + 1;
    while (at < end) {
      int stop = find(b, at, end, '&');
      int equals = find(b, at, stop, '=');
      if (is(b, at, equals, name)) {
        int from = Math.min(equals + 1, stop);
        return switch (value) {
          case TextMatch.Present present -> true;
          case TextMatch.Is is -> is(b, from, stop, text);
          case TextMatch.Covered covered -> covered(covered, b, from, stop);
        };
      }
      at = stop + 1;
    }
    return false;
  }

  /** Where the first parameter of this name stands as it is written; as {@link Cookies#find}. */
  static long find(RequestHead head, String name) {
    byte[] b = head.bytes();
    int end = head.pathOffset() + head.pathLength();
    int at = head.pathOffset() + head.pathOnlyLength() + 1;
    while (at < end) {
      int stop = find(b, at, end, '&');
      int equals = find(b, at, stop, '=');
      if (isNamed(b, at, equals, name)) {
        int from = Math.min(equals + 1, stop);
        return (long) from << 32 | (stop - from);
      }
      at = stop + 1;
    }
    return Cookies.NONE;
  }

  private static int find(byte[] b, int from, int end, char sign) {
    for (int i = from; i < end; i++) {
      if (b[i] == sign) {
        return i;
      }
    }
    return end;
  }

  private static boolean is(byte[] b, int from, int end, byte[] text) {
    int i = from;
    for (byte expected : text) {
      if (i >= end || decoded(b, i, end) != (expected & 0xff)) {
        return false;
      }
      i += width(b, i, end);
    }
    return i == end;
  }

  private static boolean isNamed(byte[] b, int from, int end, String name) {
    int i = from;
    for (int n = 0; n < name.length(); n++) {
      if (i >= end || decoded(b, i, end) != name.charAt(n)) {
        return false;
      }
      i += width(b, i, end);
    }
    return i == end;
  }

  private static boolean covered(TextMatch.Covered covered, byte[] b, int from, int end) {
    boolean plain = end - from <= MAX_VALUE;
    for (int i = from; i < end && plain; i++) {
      plain = b[i] != '%' && b[i] != '+';
    }
    if (plain) {
      return covered.regex().matches(b, from, end - from);
    }
    if (end - from > MAX_VALUE) {
      return false;
    }
    byte[] value = new byte[end - from];
    int length = 0;
    for (int i = from; i < end; i += width(b, i, end)) {
      value[length++] = (byte) decoded(b, i, end);
    }
    return covered.regex().matches(value, 0, length);
  }

  private static int width(byte[] b, int i, int end) {
    return isEscape(b, i, end) ? 3 : 1;
  }

  private static int decoded(byte[] b, int i, int end) {
    if (isEscape(b, i, end)) {
      return Character.digit(b[i + 1], 16) << 4 | Character.digit(b[i + 2], 16);
    }
    return b[i] == '+' ? ' ' : b[i] & 0xff;
  }

  private static boolean isEscape(byte[] b, int i, int end) {
    return b[i] == '%'
        && i + 2 < end
        && Character.digit(b[i + 1], 16) >= 0
        && Character.digit(b[i + 2], 16) >= 0;
  }
}
