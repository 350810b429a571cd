package naru.app.config.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Excerpt;
import naru.app.config.shape.Field;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.gateway.change.config.Redirect;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** {@code redirect: https} or {@code redirect: { host: new.test, status: 301 }}. */
final class RedirectSection {
  private static final String STATUSES = "301, 302, 303, 307, 308";

  private static final Scalar<String> SCHEMES =
      Words.choice(Map.of("http", "http", "https", "https"));

  private static final Field<Optional<String>> SCHEME =
      Field.maybe("scheme", SCHEMES, Text.of("http or https.", "http 또는 https."));
  private static final Field<Optional<String>> HOST =
      Field.maybe("host", Addresses.domainName(), Text.of("Another host.", "다른 호스트."));
  private static final Field<Optional<Integer>> PORT =
      Field.maybe(
          "port",
          Quantities.number(1, 65535),
          Text.of(
              "Another port; the usual one if a scheme is said.",
              "다른 포트. scheme을 쓰면 그 방식의 보통 포트입니다."));

  /** A status that sends a client elsewhere. */
  static final Scalar<Integer> STATUSES_SHAPE =
      Scalar.of(
          Text.of("one of " + STATUSES, STATUSES + " 가운데 하나"),
          Map.of("enum", List.of(301, 302, 303, 307, 308)),
          RedirectSection::status);

  private static final Field<Integer> STATUS =
      Field.withDefault(
          "status",
          STATUSES_SHAPE,
          "302",
          Text.of("301, 302, 303, 307 or 308.", "301, 302, 303, 307, 308."));

  /** Where a client is sent. */
  static final Shape<Redirect> SHAPE =
      Shorthand.of(
          SCHEMES.as(
              (place, scheme) ->
                  new Redirect(
                      Optional.of(scheme),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      302)),
          Section.checked("redirect", fields(), RedirectSection::redirect));

  private RedirectSection() {}

  private static Optional<Integer> status(String text, ScalarNode node, Reading reading) {
    boolean known = List.of(STATUSES.split(", ", -1)).contains(text);
    if (!known) {
      Text shown = Text.same(Excerpt.of(text));
      reading.report(ConfigCode.NOT_ONE_OF, node, shown, Text.same(STATUSES));
    }
    return known ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private static List<Field<?>> fields() {
    List<Field<?>> all = new ArrayList<>(List.of(SCHEME, HOST, PORT, STATUS));
    all.addAll(PathChanges.fields());
    return all;
  }

  private static Optional<Redirect> redirect(Values v, Reading reading) {
    boolean elsewhere = fields().stream().anyMatch(f -> !f.equals(STATUS) && v.says(f));
    if (!elsewhere) {
      reading.report(ConfigCode.REDIRECT_TO_ITSELF, v.place(), Optional.empty());
      return Optional.empty();
    }
    return Optional.of(
        new Redirect(
            v.get(SCHEME), v.get(HOST), v.get(PORT), PathChanges.of(v, reading), v.get(STATUS)));
  }
}
