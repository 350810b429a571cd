package naru.cache.core;

import java.util.OptionalLong;

/** A delta-seconds value: digits only, and what does not fit becomes 2^31. RFC 9111, 1.2.2. */
final class Seconds {
  static final long MAX = 1L << 31;

  private Seconds() {}

  static OptionalLong parse(String s) {
    if (s.isEmpty()) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (!Ascii.isDigit(c)) {
        return OptionalLong.empty();
      }
      value = Math.min(MAX, value * 10 + (c - '0'));
    }
    return OptionalLong.of(value);
  }
}
