package naru.app.config.read;

import java.time.Duration;
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
import naru.app.config.shape.Quantities;
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
  private static final String KINDS = "path, client-ip, header NAME, cookie NAME, query NAME";
  private static final Text BY_NOUN = Text.of("one of " + KINDS, KINDS + " 가운데 하나");

  private static final Field<Method> USE =
      Field.required("use", Words.choice(Method.class), Text.of("The method.", "방식."));
  private static final Field<HashBy> BY =
      Field.withDefault(
          "by",
          Scalar.of(BY_NOUN, Map.of("type", "string"), Balances::by),
          "path",
          Text.of("What a consistent hash is taken of: " + KINDS + ".", "해시할 대상: " + KINDS + "."));

  private static final Field<Integer> BOUND =
      Field.withDefault(
          "bound",
          Scalar.of(
              Text.of("a share such as 125%, more than 100%", "100%보다 큰 비율 (예: 125%)"),
              Map.of("type", "string"),
              ConfigCode.BAD_BOUND,
              Balances::bound),
          "none",
          Text.of(
              "With a hash: most load of one target, of the average; none for no bound.",
              "해시 방식에서 대상 하나가 맡는 최대 부하(평균 대비). none이면 제한 없음."));
  private static final Field<Duration> DECAY =
      Field.withDefault(
          "decay",
          Quantities.duration("100ms", "10m"),
          "10s",
          Text.of(
              "With peak-ewma: after this, an old time counts about a third.",
              "peak-ewma에서 지난 응답 시간의 비중이 3분의 1로 주는 시간."));
  private static final Duration DECAY_USUAL = Duration.ofSeconds(10);

  static final Shape<Balance> SHAPE =
      Shorthand.of(
          Words.choice(Method.class)
              .as((place, m) -> new Balance(place, m, new HashBy.OfPath(), 0, DECAY_USUAL)),
          Section.of(
              "balance",
              List.of(USE, BY, BOUND, DECAY),
              v -> new Balance(v.place(), v.get(USE), v.get(BY), v.get(BOUND), v.get(DECAY))));

  private Balances() {}

  private static Optional<HashBy> by(String text, ScalarNode node, Reading reading) {
    if (text.equals("path")) {
      return Optional.of(new HashBy.OfPath());
    }
    if (text.equals("client-ip")) {
      return Optional.of(new HashBy.OfClientIp());
    }
    if (text.matches("(header|cookie|query) [!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")) {
      String name = text.substring(text.indexOf(' ') + 1);
      return Optional.of(
          switch (text.charAt(0)) {
            case 'h' -> new HashBy.OfHeader(name.toLowerCase(Locale.ROOT));
            case 'c' -> new HashBy.OfCookie(name);
            default -> new HashBy.OfQuery(name);
          });
    }
    Optional<Text> help = Nearest.to(text, List.of("path", "client-ip")).map(Advice::meant);
    Text shown = Text.same(Excerpt.of(text));
    reading.report(ConfigCode.NOT_ONE_OF, reading.place(node), help, shown, Text.same(KINDS));
    return Optional.empty();
  }

  private static Integer bound(String text) {
    if (text.equals("none")) {
      return 0;
    }
    if (!text.matches("[1-9][0-9]{2,3}%") || text.equals("100%")) {
      throw new IllegalArgumentException(text);
    }
    return Integer.valueOf(text.substring(0, text.length() - 1));
  }
}
