package naru.app.config.read;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Excerpt;
import naru.app.config.shape.Field;
import naru.app.config.shape.Named;
import naru.app.config.shape.Named.Name;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shaped;
import naru.app.text.Text;
import naru.gateway.change.config.HeaderChange;
import naru.gateway.change.config.HeaderChange.Line;
import naru.gateway.change.config.Template;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** {@code request-headers} and {@code response-headers}: fields that are changed on the way. */
final class HeaderSection {
  private static final Scalar<String> NAME =
      Scalar.of(Tokens.FIELD_NAME.noun(), Tokens.FIELD_NAME.schema(), HeaderSection::name);

  private static final Scalar<Template> VALUE =
      Scalar.of(
          Text.of(
              "a value, perhaps with ${client}, ${trace}, ${host}, ${scheme}, ${method}, ${path},"
                  + " ${route}, or of the client's certificate ${certificate.verified},"
                  + " ${certificate.cn}, ${certificate.subject}, ${certificate.san},"
                  + " ${certificate.sha256}",
              "값. ${client}, ${trace}, ${host}, ${scheme}, ${method}, ${path}, ${route}와 클라이언트"
                  + " 인증서의 ${certificate.verified}, ${certificate.cn}, ${certificate.subject},"
                  + " ${certificate.san}, ${certificate.sha256}을 쓸 수 있습니다"),
          Map.of("type", "string"),
          (text, node, reading) -> {
            try {
              return Optional.of(Template.parse(text));
            } catch (IllegalArgumentException e) {
              String why = String.valueOf(e.getMessage());
              reading.report(ConfigCode.BAD_TEMPLATE, node, Text.same(why));
              return Optional.empty();
            }
          });

  private static final Shape<Function<Name, Line>> LINE =
      Shaped.of(VALUE, value -> name -> new Line(name.text(), value));

  /** Names to values. */
  static final Named<Line> LINES =
      Named.of(Text.of("a mapping from header fields to values", "헤더 필드에서 값으로 가는 매핑"), NAME, LINE);

  private static final Field<List<Line>> SET =
      Field.withDefault(
          "set", LINES, "{}", Text.of("In place of all with that name.", "같은 이름의 필드를 대신합니다."));
  private static final Field<List<Line>> ADD =
      Field.withDefault(
          "add", LINES, "{}", Text.of("Beside those that are there.", "있는 필드에 더합니다."));
  private static final Field<List<String>> REMOVE =
      Field.withDefault("remove", OneOrMany.of(NAME), "[]", Text.of("Taken out.", "없앨 필드."));

  private HeaderSection() {}

  /** A key for changes of fields. */
  static Field<HeaderChange> field(String name, Text doc) {
    return Field.withDefault(
        name,
        Section.of(
            name,
            List.of(SET, ADD, REMOVE),
            v -> new HeaderChange(v.get(SET), v.get(ADD), v.get(REMOVE))),
        "{}",
        doc);
  }

  private static Optional<String> name(String text, ScalarNode node, Reading reading) {
    Optional<String> name = Tokens.FIELD_NAME.decode(node, reading);
    if (name.filter(n -> !HeaderChange.mayChange(n)).isPresent()) {
      reading.report(ConfigCode.FIELD_FIXED, node, Text.same(Excerpt.of(text)));
      return Optional.empty();
    }
    return name;
  }
}
