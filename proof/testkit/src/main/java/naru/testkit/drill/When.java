package naru.testkit.drill;

/**
 * The time of a step.
 *
 * @param relative counted from the step before, not from the start
 * @param from nanoseconds
 * @param to nanoseconds; equal to {@code from} for an exact time
 */
public record When(boolean relative, long from, long to) {
  /** How long a star waits: long enough for every timer that a script cares for. */
  private static final long WHENEVER = 300_000_000_000L;

  /** The times are spans since the start, if the step before was at {@code last}. */
  When since(long last) {
    return relative ? new When(false, last + from, last + to) : this;
  }

  /** {@code 1.5}, {@code +.2}, {@code +.2~+.3}, {@code 1~2} or a star. */
  static When parse(String word) {
    if (word.equals("*")) {
      return new When(true, 0, WHENEVER);
    }
    boolean relative = word.startsWith("+");
    int span = word.indexOf('~');
    long from = nanos(span < 0 ? word : word.substring(0, span));
    return new When(relative, from, span < 0 ? from : nanos(word.substring(span + 1)));
  }

  private static long nanos(String word) {
    String number = word.startsWith("+") ? word.substring(1) : word;
    return Math.round(Double.parseDouble(number) * 1e9);
  }
}
