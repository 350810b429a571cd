package naru.origin.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a Range field asks of a representation. A decision; RFC 9110 sections 14.1 and 14.2.
 *
 * <p>Many small or overlapping ranges are an attack (section 17.15): more than {@link #MOST} are
 * ignored, and ranges that overlap or lie closer than {@link #CLOSE_BYTES} are sent as one (section
 * 15.3.7.2), so an answer is never much longer than the file.
 */
public final class Ranges {
  /** How many ranges one request may ask for. */
  public static final int MOST = 16;

  /** A gap that costs less to send than the head of another part. */
  public static final long CLOSE_BYTES = 80;

  /** What to send. */
  public sealed interface Choice {}

  /** All of it: no range, one that is not understood, or too many. */
  public record Whole() implements Choice {}

  /** These, in the order of the first position when joined, else as asked; never empty. */
  public record Some(List<ByteRange> ranges) implements Choice {}

  /** None lies in the representation: 416. */
  public record Unsatisfiable() implements Choice {}

  private Ranges() {}

  /** Decides for a representation of that many bytes. */
  public static Choice of(String value, long length) {
    String text = value.strip();
    if (!text.regionMatches(true, 0, "bytes=", 0, 6)) {
      return new Whole();
    }
    String[] specs = text.substring(6).split(",", -1);
    if (specs.length > MOST) {
      return new Whole();
    }
    List<ByteRange> ranges = new ArrayList<>();
    for (String spec : specs) {
      Optional<ByteRange> range = parse(spec.strip());
      if (range.isEmpty()) {
        return new Whole();
      }
      satisfy(range.get(), length).ifPresent(ranges::add);
    }
    if (length == 0 && !ranges.isEmpty()) {
      return new Whole();
    }
    return ranges.isEmpty() ? new Unsatisfiable() : new Some(joined(ranges));
  }

  /** A spec as written; a suffix has the first position -1 and its length as last. */
  private static Optional<ByteRange> parse(String spec) {
    int dash = spec.indexOf('-');
    if (dash < 0) {
      return Optional.empty();
    }
    String first = spec.substring(0, dash);
    String last = spec.substring(dash + 1);
    if (!isDigits(first) || !isDigits(last) || (first.isEmpty() && last.isEmpty())) {
      return Optional.empty();
    }
    if (first.isEmpty()) {
      return Optional.of(new ByteRange(-1, number(last)));
    }
    ByteRange range = new ByteRange(number(first), last.isEmpty() ? Long.MAX_VALUE : number(last));
    return range.last() < range.first() ? Optional.empty() : Optional.of(range);
  }

  private static Optional<ByteRange> satisfy(ByteRange asked, long length) {
    if (asked.first() < 0) {
      return asked.last() == 0
          ? Optional.empty()
          : Optional.of(new ByteRange(Math.max(0, length - asked.last()), length - 1));
    }
    return asked.first() >= length
        ? Optional.empty()
        : Optional.of(new ByteRange(asked.first(), Math.min(asked.last(), length - 1)));
  }

  private static List<ByteRange> joined(List<ByteRange> ranges) {
    List<ByteRange> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingLong(ByteRange::first));
    List<ByteRange> joined = new ArrayList<>();
    for (ByteRange next : sorted) {
      int end = joined.size() - 1;
      if (end >= 0 && next.first() - joined.get(end).last() <= CLOSE_BYTES) {
        ByteRange before = joined.get(end);
        joined.set(end, new ByteRange(before.first(), Math.max(before.last(), next.last())));
      } else {
        joined.add(next);
      }
    }
    return joined.size() == ranges.size() ? List.copyOf(ranges) : List.copyOf(joined);
  }

  private static boolean isDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** A number too long for a position is beyond every representation. */
  private static long number(String digits) {
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }
}
