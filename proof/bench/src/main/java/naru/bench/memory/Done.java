package naru.bench.memory;

import java.util.Locale;

/** What a case did, as the line that is answered. */
final class Done {
  private static final double NANOS = 1e9;

  private Done() {}

  static String carried(long bytes, long nanos) {
    return String.format(Locale.ROOT, "carried %d %.6f", bytes, nanos / NANOS);
  }

  static String answered(long connections, long nanos, long errors) {
    return String.format(Locale.ROOT, "answered %d %.6f %d", connections, nanos / NANOS, errors);
  }

  static String held(double bytes) {
    return String.format(Locale.ROOT, "held %.1f", bytes);
  }
}
