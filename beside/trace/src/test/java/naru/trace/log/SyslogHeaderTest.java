package naru.trace.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import naru.trace.log.SyslogHeader.Facility;
import naru.trace.log.SyslogHeader.Form;
import naru.trace.log.SyslogHeader.Severity;
import org.junit.jupiter.api.Test;

/** What stands before a line for syslog. */
class SyslogHeaderTest {
  private static final Instant THEN = Instant.parse("2026-08-05T00:04:53.120456Z");

  private static String header(Form form, Facility facility, Severity severity, String host) {
    SyslogHeader header =
        new SyslogHeader(form, facility, severity, host, "naru", 4711, ZoneId.of("Asia/Seoul"));
    return new String(header.at(THEN), StandardCharsets.US_ASCII);
  }

  /** RFC 5424 section 6. */
  @Test
  void theNewFormNamesEverything() {
    assertThat(header(Form.RFC5424, Facility.LOCAL7, Severity.INFO, "gate.test"))
        .isEqualTo("<190>1 2026-08-05T00:04:53.120Z gate.test naru 4711 access - ");
    assertThat(header(Form.RFC5424, Facility.KERN, Severity.EMERG, ""))
        .isEqualTo("<0>1 2026-08-05T00:04:53.120Z - naru 4711 access - ");
  }

  /** Servers read digits of ASCII, whatever those of the machine's language are. */
  @Test
  void digitsAreThoseOfAscii() {
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(header(Form.RFC5424, Facility.USER, Severity.WARNING, ""))
          .isEqualTo("<12>1 2026-08-05T00:04:53.120Z - naru 4711 access - ");
    } finally {
      Locale.setDefault(usual);
    }
  }

  /** RFC 3164 section 4.1: local time, a day of one digit after a space. */
  @Test
  void theOldFormTellsTheLocalTime() {
    assertThat(header(Form.RFC3164, Facility.DAEMON, Severity.NOTICE, "gate"))
        .isEqualTo("<29>Aug  5 09:04:53 gate naru[4711]: ");
    assertThat(header(Form.RFC3164, Facility.LOCAL0, Severity.DEBUG, ""))
        .isEqualTo("<135>Aug  5 09:04:53 naru[4711]: ");
  }
}
