package naru.http;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import naru.base.Clock;

/** The value of the Date field, made at most a few times a second. RFC 9110 section 5.6.7. */
final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final long GOOD_FOR_NANOS = 200_000_000L;

  private long madeNanos;
  private byte[] bytes = new byte[0];

  /** The bytes of the date; not to be written to. */
  byte[] at(Clock clock, long nowNanos) {
    if (bytes.length == 0 || nowNanos - madeNanos > GOOD_FOR_NANOS) {
      madeNanos = nowNanos;
      bytes = FORMAT.format(clock.wallAt(nowNanos)).getBytes(StandardCharsets.US_ASCII);
    }
    return bytes;
  }
}
