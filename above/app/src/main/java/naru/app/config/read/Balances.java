package naru.app.config.read;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import naru.app.config.Upstream.Balance;
import naru.app.config.Upstream.Balance.Method;
import naru.app.config.Upstream.HashBy;
import naru.app.config.problem.Advice;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Excerpt;
import naru.app.config.shape.Field;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.Words;
import naru.app.text.Nearest;
import naru.app.text.Text;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** {@code balance: least-request} or {@code balance: { use: consistent-hash, by: path }}. */
final class Balances {
  private static final String KINDS = "path, client-ip, header NAME";
  private static final Text BY_NOUN = Text.of("one of " + KINDS, KINDS + " 가운데 하나");

  private static final Field<Method> USE =
      Field.required("use", Words.choice(Method.class), Text.of("The method.", "방식."));
  private static final Field<HashBy> BY =
      Field.withDefault(
          "by",
          Scalar.of(BY_NOUN, Map.of("type", "string"), Balances::by),
          "path",
          Text.of("What a consistent hash is taken of: " + KINDS + ".", "해시할 대상: " + KINDS + "."));

  static final Shape<Balance> SHAPE =
      Shorthand.of(
          Words.choice(Method.class)
              .as((place, method) -> new Balance(place, method, new HashBy.OfPath())),
          Section.of(
              "balance", List.of(USE, BY), v -> new Balance(v.place(), v.get(USE), v.get(BY))));

  private Balances() {}

  private static Optional<HashBy> by(String text, ScalarNode node, Reading reading) {
    if (text.equals("path")) {
      return Optional.of(new HashBy.OfPath());
    }
    if (text.equals("client-ip")) {
      return Optional.of(new HashBy.OfClientIp());
    }
    if (text.matches("header [!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")) {
      return Optional.of(new HashBy.OfHeader(text.substring(7).toLowerCase(Locale.ROOT)));
    }
    Optional<Text> help = Nearest.to(text, List.of("path", "client-ip")).map(Advice::meant);
    Text shown = Text.same(Excerpt.of(text));
    reading.report(ConfigCode.NOT_ONE_OF, reading.place(node), help, shown, Text.same(KINDS));
    return Optional.empty();
  }
}
