package naru.app.config.read;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import naru.app.config.LogSettings;
import naru.app.config.LogSettings.To;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.base.Place;
import naru.trace.Party;
import naru.trace.log.LineFormat;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** {@code log}: what is written about requests as they end. */
final class LogSection {
  private static final long USUAL_BYTES = 100L << 20;
  private static final int USUAL_KEEP = 5;

  private static final Scalar<To> WHERE =
      Scalar.of(
          Text.of("stdout, stderr, or a path", "stdout, stderr, 또는 경로"),
          Map.of("type", "string"),
          LogSection::where);
  private static final Field<Optional<To>> TO =
      Field.maybe(
          "to",
          WHERE,
          Text.of(
              "A file, or the program's stdout or stderr.",
              "파일, 또는 프로그램의 표준 출력(stdout)이나 표준 오류(stderr)."));
  private static final Field<List<Party>> OF =
      Field.withDefault(
          "of",
          OneOrMany.some(
              Words.choice(
                  Map.of("gateway", Party.GATEWAY, "proxy", Party.PROXY, "origin", Party.ORIGIN))),
          "gateway",
          Text.of("Whose requests.", "누구의 요청인지."));
  private static final Field<LineFormat> FORMAT =
      Field.withDefault(
          "format",
          Scalar.of(
              Text.of(
                  "json, combined, or a text with data in braces",
                  "json, combined, 또는 중괄호 안에 항목을 쓴 글"),
              Map.of("type", "string"),
              LogSection::format),
          "json",
          Text.of(
              "json has everything; \"{client-ip} {method} {path} {status} {reason}\" is a text.",
              "json은 모든 항목을 담습니다. \"{client-ip} {method} {path} {status} {reason}\"처럼 쓸 수도 있습니다."));
  private static final Field<List<String>> FIELDS =
      Field.withDefault(
          "fields",
          OneOrMany.of(Tokens.FIELD_NAME),
          "[]",
          Text.of(
              "Fields of the request that are told too, except those of trace.redact.",
              "함께 기록할 요청 필드. trace.redact에 있는 것은 제외합니다."));
  private static final Field<Long> LARGEST =
      Field.withDefault(
          "largest",
          Quantities.size("64KiB", "16GiB"),
          "100MiB",
          Text.of("Of a file; then another one is begun.", "파일이 이보다 커지면 새 파일을 시작합니다."));
  private static final Field<Integer> KEEP =
      Field.withDefault(
          "keep",
          Quantities.number(1, 1000),
          "5",
          Text.of("How many full files are kept.", "보관할 찬 파일의 수."));

  private static final Section<LogSettings.Access> FULL =
      Section.checked(
          "an access log",
          List.of(TO, SyslogSection.SYSLOG, OF, FORMAT, FIELDS, LARGEST, KEEP),
          LogSection::access);

  private static final Field<List<LogSettings.Access>> ACCESS =
      Field.withDefault(
          "access",
          OneOrMany.of(Shorthand.of(WHERE.as(LogSection::brief), FULL)),
          "[]",
          Text.of("A line about each request.", "요청마다 한 줄."));

  static final Section<LogSettings> SHAPE =
      Section.of("log", List.of(ACCESS), v -> new LogSettings(v.place(), v.get(ACCESS)));

  private LogSection() {}

  private static Optional<To> where(String text, ScalarNode node, Reading reading) {
    return switch (text) {
      case "stdout" -> Optional.of(To.Standard.OUT);
      case "stderr" -> Optional.of(To.Standard.ERR);
      default -> Addresses.path().decode(node, reading).map(To.InFile::new);
    };
  }

  private static Optional<LogSettings.Access> access(Values v, Reading reading) {
    boolean both = v.says(TO) && v.says(SyslogSection.SYSLOG);
    boolean none = !v.says(TO) && !v.says(SyslogSection.SYSLOG);
    if (both || none) {
      Place at = both ? v.place(SyslogSection.SYSLOG) : v.place();
      reading.report(ConfigCode.NOT_ONE_LOG, at, Optional.empty());
      return Optional.empty();
    }
    return v.get(TO)
        .or(() -> v.get(SyslogSection.SYSLOG))
        .map(
            to ->
                new LogSettings.Access(
                    v.place(),
                    Set.copyOf(v.get(OF)),
                    to,
                    v.get(FORMAT),
                    v.get(FIELDS),
                    v.get(LARGEST),
                    v.get(KEEP)));
  }

  private static LogSettings.Access brief(Place place, To to) {
    return new LogSettings.Access(
        place,
        Set.of(Party.GATEWAY),
        to,
        new LineFormat.Json(),
        List.of(),
        USUAL_BYTES,
        USUAL_KEEP);
  }

  private static Optional<LineFormat> format(String text, ScalarNode node, Reading reading) {
    try {
      return Optional.of(
          switch (text) {
            case "json" -> new LineFormat.Json();
            case "combined" -> LineFormat.Template.parse(LineFormat.Template.COMBINED);
            default -> LineFormat.Template.parse(text);
          });
    } catch (IllegalArgumentException e) {
      reading.report(ConfigCode.BAD_LINE_FORMAT, node, Text.same(String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }
}
