package naru.app.config.read;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.LogSettings.Server;
import naru.app.config.LogSettings.To;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Excerpt;
import naru.app.config.shape.Field;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.base.Endpoint;
import naru.trace.log.SyslogHeader;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** {@code syslog} of an access log: the server that gets its lines, and how they are labelled. */
final class SyslogSection {
  private static final String UDP = "udp://";
  private static final String UNIX = "unix:";
  private static final int PORT = 514;

  /** As many bytes as a {@code sockaddr_un} takes. */
  private static final int LONGEST_PATH = 107;

  private static final Text NOUN =
      Text.of("udp://HOST, udp://HOST:PORT or unix:/PATH", "udp://호스트, udp://호스트:포트 또는 unix:/경로");
  private static final Scalar<Server> SERVER =
      Scalar.of(NOUN, Map.of("type", "string"), SyslogSection::server);

  private static final Field<Server> TO =
      Field.required(
          "to",
          SERVER,
          Text.of(
              "The server: udp://HOST, port 514 if none is said, or a socket such as"
                  + " unix:/dev/log.",
              "서버. udp://호스트(포트를 쓰지 않으면 514) 또는 unix:/dev/log 같은 소켓."));
  private static final Field<SyslogHeader.Facility> FACILITY =
      Field.withDefault(
          "facility",
          Words.choice(SyslogHeader.Facility.class),
          "local7",
          Text.of("What part of the system speaks.", "메시지를 보내는 시스템의 부분."));
  private static final Field<SyslogHeader.Severity> SEVERITY =
      Field.withDefault(
          "severity",
          Words.choice(SyslogHeader.Severity.class),
          "info",
          Text.of("How much each line matters.", "줄의 중요도."));
  private static final Field<String> APP =
      Field.withDefault(
          "app-name",
          Words.matching(
              Text.of("a name of up to 48 signs, without spaces", "공백 없이 48자까지의 이름"),
              "[!-~]{1,48}",
              ConfigCode.BAD_NAME),
          "naru",
          Text.of("The name of this program in the messages.", "메시지에 쓸 이 프로그램의 이름."));
  private static final Field<SyslogHeader.Form> FORM =
      Field.withDefault(
          "form",
          Words.choice(SyslogHeader.Form.class),
          "rfc5424",
          Text.of(
              "The form of the messages; journald understands rfc3164 only.",
              "메시지의 형식. journald는 rfc3164만 이해합니다."));

  private static final Section<To> FULL =
      Section.of(
          "syslog",
          List.of(TO, FACILITY, SEVERITY, APP, FORM),
          v -> new To.Syslog(v.get(TO), v.get(FACILITY), v.get(SEVERITY), v.get(APP), v.get(FORM)));

  static final Field<Optional<To>> SYSLOG =
      Field.maybe(
          "syslog",
          Shorthand.of(SERVER.as((place, server) -> brief(server)), FULL),
          Text.of(
              "A syslog server that gets each line as a datagram, in place of 'to'.",
              "'to' 대신 줄마다 데이터그램으로 받을 syslog 서버."));

  private SyslogSection() {}

  private static To brief(Server server) {
    return new To.Syslog(
        server,
        SyslogHeader.Facility.LOCAL7,
        SyslogHeader.Severity.INFO,
        "naru",
        SyslogHeader.Form.RFC5424);
  }

  private static Optional<Server> server(String text, ScalarNode node, Reading reading) {
    try {
      if (text.startsWith(UDP)) {
        Endpoint at = Addresses.checked(Endpoint.parse(text.substring(UDP.length()), PORT));
        if (at.port() > 0) {
          return Optional.of(new Server.Udp(at));
        }
      } else if (text.startsWith(UNIX) && text.length() > UNIX.length()) {
        Server.Unix at = new Server.Unix(reading.folder().resolve(text.substring(UNIX.length())));
        if (at.socket().toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_PATH) {
          return Optional.of(at);
        }
      }
    } catch (IllegalArgumentException wrong) {
      // neither a host nor a path: told below
    }
    reading.report(ConfigCode.BAD_SYSLOG, node, Text.same(Excerpt.of(text)), NOUN);
    return Optional.empty();
  }
}
