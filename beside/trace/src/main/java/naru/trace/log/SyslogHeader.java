package naru.trace.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/**
 * What stands before each line that goes to a syslog server.
 *
 * <pre>
 * RFC 5424:  &lt;190&gt;1 2026-11-27T11:04:53.123Z host app 4711 access - the line
 * RFC 3164:  &lt;190&gt;Nov 27 11:04:53 host app[4711]: the line
 * </pre>
 *
 * @param host the machine's name; empty to tell none
 * @param zone of the older form, which tells the local time
 */
public record SyslogHeader(
    Form form,
    Facility facility,
    Severity severity,
    String host,
    String app,
    long process,
    ZoneId zone) {
  private static final DateTimeFormatter INSTANT =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);
  private static final int SEVERITIES = 8;

  /** The kind of a message, what it names and in which order. */
  public enum Form {
    RFC5424,
    /** Older, as syslog of this machine (journald too) understands it. */
    RFC3164
  }

  /** What part of a system speaks: RFC 5424 section 6.2.1, names as in syslog(3). */
  public enum Facility {
    KERN(0),
    USER(1),
    MAIL(2),
    DAEMON(3),
    AUTH(4),
    SYSLOG(5),
    LPR(6),
    NEWS(7),
    UUCP(8),
    CRON(9),
    AUTHPRIV(10),
    FTP(11),
    LOCAL0(16),
    LOCAL1(17),
    LOCAL2(18),
    LOCAL3(19),
    LOCAL4(20),
    LOCAL5(21),
    LOCAL6(22),
    LOCAL7(23);

    private final int number;

    Facility(int number) {
      this.number = number;
    }
  }

  /** How much it matters, most first: RFC 5424 section 6.2.1. */
  public enum Severity {
    EMERG,
    ALERT,
    CRIT,
    ERR,
    WARNING,
    NOTICE,
    INFO,
    DEBUG
  }

  /** The header of a line that is sent now, with what separates it from the line. */
  public byte[] at(Instant now) {
    int priority = facility.number * SEVERITIES + severity.ordinal();
    String text =
        switch (form) {
          case RFC5424 ->
              String.format(
                  Locale.ROOT,
                  "<%d>1 %s %s %s %d access - ",
                  priority,
                  INSTANT.format(now),
                  host.isEmpty() ? "-" : host,
                  app,
                  process);
          case RFC3164 ->
              String.format(
                  Locale.ROOT,
                  "<%d>%s %s%s[%d]: ",
                  priority,
                  LOCAL.format(now.atZone(zone)),
                  host.isEmpty() ? "" : host + " ",
                  app,
                  process);
        };
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
