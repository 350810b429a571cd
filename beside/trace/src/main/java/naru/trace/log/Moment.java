package naru.trace.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes times of day; what only changes with the second is made once in a second. */
final class Moment {
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter COMMON =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss +0000", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private long second = Long.MIN_VALUE;
  private String iso = "";
  private String common = "";

  private void at(Instant time) {
    if (time.getEpochSecond() != second) {
      second = time.getEpochSecond();
      iso = ISO.format(time);
      common = COMMON.format(time);
    }
  }

  /** As RFC 3339, with milliseconds. */
  void iso(Instant time, Line line) {
    at(time);
    int millis = time.getNano() / 1_000_000;
    line.plain(iso)
        .put('.')
        .put((char) ('0' + millis / 100))
        .put((char) ('0' + millis / 10 % 10))
        .put((char) ('0' + millis % 10))
        .put('Z');
  }

  /** As the Common Log Format has it. */
  void common(Instant time, Line line) {
    at(time);
    line.plain(common);
  }
}
