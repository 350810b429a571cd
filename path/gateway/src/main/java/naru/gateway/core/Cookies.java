package naru.gateway.core;

import naru.http.Field;
import naru.http.Fields;

/** Finds a cookie in a request without making an object. RFC 6265 section 4.2.1. */
final class Cookies {
  /** What {@link #find} says if there is none. */
  static final long NONE = -1;

  private Cookies() {}

  /**
   * Where a cookie's value stands in the bytes of the fields.
   *
   * @return offset and length, see {@link #offset} and {@link #length}; {@link #NONE} without one
   */
  static long find(Fields f, String name) {
    byte[] b = f.bytes();
    for (int i = 0; i < f.size(); i++) {
      if (f.isLive(i) && f.id(i) == Field.COOKIE) {
        long found = find(b, f.valueOffset(i), f.valueOffset(i) + f.valueLength(i), name);
        if (found != NONE) {
          return found;
        }
      }
    }
    return NONE;
  }

  private static long find(byte[] b, int from, int end, String name) {
    int at = from;
    while (at < end) {
      while (at < end && (b[at] == ' ' || b[at] == ';')) {
        at++;
      }
      int stop = at;
      while (stop < end && b[stop] != ';') {
        stop++;
      }
      int value = at + name.length() + 1;
      if (value <= stop && b[value - 1] == '=' && matches(b, at, name)) {
        return (long) value << 32 | (stop - value);
      }
      at = stop;
    }
    return NONE;
  }

  private static boolean matches(byte[] b, int at, String name) {
    for (int i = 0; i < name.length(); i++) {
      if (b[at + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static int offset(long found) {
    return (int) (found >>> 32);
  }

  static int length(long found) {
    return (int) found;
  }
}
