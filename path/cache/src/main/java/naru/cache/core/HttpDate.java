package naru.cache.core;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Dates in the three forms of RFC 9110 section 5.6.7, read strictly but without regard to case.
 *
 * <pre>
 * Sun, 06 Nov 1994 08:49:37 GMT    IMF-fixdate
 * Sunday, 06-Nov-94 08:49:37 GMT   RFC 850
 * Sun Nov  6 08:49:37 1994         asctime
 * </pre>
 *
 * <p>Anything else is no date: another zone, other separators, one digit too few. For {@code
 * Expires} that means already stale, which is the safe side.
 */
public final class HttpDate {
  private static final List<String> DAYS =
      List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

  private static final DateTimeFormatter IMF =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private HttpDate() {}

  /** The IMF-fixdate of so many seconds since 1970. */
  public static String text(long seconds) {
    return IMF.format(Instant.ofEpochSecond(seconds));
  }

  /**
   * Seconds since 1970, or empty when it is no date.
   *
   * @param nowSeconds decides the century of a two-digit year: at most 50 years ahead
   */
  public static OptionalLong parse(String value, long nowSeconds) {
    String s = Ascii.lower(value);
    int comma = s.indexOf(',');
    try {
      if (comma == 3) {
        return imf(s);
      }
      return comma > 3 ? rfc850(s, comma, nowSeconds) : asctime(s);
    } catch (DateTimeException | NumberFormatException | StringIndexOutOfBoundsException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong imf(String s) {
    if (s.length() != 29 || !isShortDay(s) || !matches(s, 3, ", ## ??? #### ##:##:## gmt")) {
      return OptionalLong.empty();
    }
    return seconds(number(s, 12, 16), month(s, 8), number(s, 5, 7), s, 17);
  }

  private static OptionalLong rfc850(String s, int comma, long nowSeconds) {
    boolean shaped =
        DAYS.contains(s.substring(0, comma))
            && s.length() == comma + 24
            && matches(s, comma, ", ##-???-## ##:##:## gmt");
    if (!shaped) {
      return OptionalLong.empty();
    }
    int year = century(number(s, comma + 9, comma + 11), nowSeconds);
    return seconds(year, month(s, comma + 5), number(s, comma + 2, comma + 4), s, comma + 12);
  }

  private static OptionalLong asctime(String s) {
    boolean shaped =
        s.length() == 24
            && isShortDay(s)
            && (matches(s, 3, " ??? ## ##:##:## ####") || matches(s, 3, " ???  # ##:##:## ####"));
    if (!shaped) {
      return OptionalLong.empty();
    }
    int day = number(s, s.charAt(8) == ' ' ? 9 : 8, 10);
    return seconds(number(s, 20, 24), month(s, 4), day, s, 11);
  }

  private static boolean isShortDay(String s) {
    String day = s.substring(0, 3);
    return DAYS.stream().anyMatch(d -> d.startsWith(day));
  }

  /** A shape: {@code #} is a digit, {@code ?} a letter, the rest itself. */
  private static boolean matches(String s, int at, String shape) {
    for (int i = 0; i < shape.length(); i++) {
      char want = shape.charAt(i);
      char c = s.charAt(at + i);
      boolean fits =
          switch (want) {
            case '#' -> Ascii.isDigit(c);
            case '?' -> c >= 'a' && c <= 'z';
            default -> c == want;
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static int number(String s, int from, int to) {
    return Integer.parseInt(s, from, to, 10);
  }

  private static int month(String s, int at) {
    int index = MONTHS.indexOf(s.substring(at, at + 3));
    if (index % 3 != 0) {
      throw new DateTimeException("no month");
    }
    return index / 3 + 1;
  }

  private static int century(int twoDigits, long nowSeconds) {
    int thisYear = LocalDateTime.ofEpochSecond(nowSeconds, 0, ZoneOffset.UTC).getYear();
    int year = thisYear - thisYear % 100 + twoDigits;
    return year > thisYear + 50 ? year - 100 : year;
  }

  private static OptionalLong seconds(int year, int month, int day, String s, int clock) {
    int second = number(s, clock + 6, clock + 8);
    int atMost59 = second == 60 ? 59 : second;
    LocalDateTime date =
        LocalDateTime.of(
            year,
            month,
            day,
            number(s, clock, clock + 2),
            number(s, clock + 3, clock + 5),
            atMost59);
    return OptionalLong.of(date.toEpochSecond(ZoneOffset.UTC));
  }
}
