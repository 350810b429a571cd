package naru.cache.core;

import java.util.OptionalLong;

/** The one range of a {@code Range} field. RFC 9110 section 14. */
public sealed interface ByteRange {
  /** The whole: no range, several, another unit, or one that cannot be read. */
  record Whole() implements ByteRange {}

  /** From {@code first} to {@code last}, both of them included. */
  record Slice(long first, long last) implements ByteRange {
    public long length() {
      return last - first + 1;
    }
  }

  /** Beyond the end: 416. */
  record Unsatisfiable() implements ByteRange {}

  /** The range within a body of {@code length} bytes. */
  static ByteRange of(String field, long length) {
    if (!Ascii.lower(field).startsWith("bytes=") || field.indexOf(',') >= 0) {
      return new Whole();
    }
    String spec = field.substring(6).strip();
    int dash = spec.indexOf('-');
    if (dash < 0) {
      return new Whole();
    }
    String from = spec.substring(0, dash);
    String to = spec.substring(dash + 1);
    return from.isEmpty() ? suffix(to, length) : slice(from, to, length);
  }

  private static ByteRange suffix(String count, long length) {
    OptionalLong wanted = position(count);
    if (wanted.isEmpty()) {
      return new Whole();
    }
    return wanted.getAsLong() == 0 || length == 0
        ? new Unsatisfiable()
        : new Slice(Math.max(0, length - wanted.getAsLong()), length - 1);
  }

  private static ByteRange slice(String from, String to, long length) {
    OptionalLong first = position(from);
    OptionalLong last = to.isEmpty() ? OptionalLong.of(Long.MAX_VALUE) : position(to);
    if (first.isEmpty() || last.isEmpty() || last.getAsLong() < first.getAsLong()) {
      return new Whole();
    }
    return first.getAsLong() >= length
        ? new Unsatisfiable()
        : new Slice(first.getAsLong(), Math.min(last.getAsLong(), length - 1));
  }

  /** Digits only; more than fits is the largest there is. */
  private static OptionalLong position(String digits) {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> Ascii.isDigit((char) c))) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits));
  }
}
