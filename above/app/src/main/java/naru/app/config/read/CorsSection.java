package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.gateway.change.config.Cors;
import naru.gateway.change.config.Origin;

/** {@code cors: https://app.test} or more: other sites whose pages may use the answers. */
final class CorsSection {
  private static final Scalar<Origin> ORIGIN =
      Scalar.of(
          Text.of(
              "an origin such as https://app.test, https://*.app.test or *",
              "오리진 (예: https://app.test, https://*.app.test, *)"),
          Map.of("type", "string"),
          ConfigCode.BAD_ORIGIN,
          Origin::new);

  private static final Field<List<Origin>> ORIGINS =
      Field.required("origins", OneOrMany.some(ORIGIN), Text.of("The sites.", "사이트."));
  private static final Field<List<String>> METHODS =
      Field.withDefault(
          "methods",
          OneOrMany.of(starOr("[A-Z][A-Z-]{0,31}", Tokens.METHOD.noun())),
          "[GET, HEAD, POST]",
          Text.of("Methods that they may use; * for any.", "쓸 수 있는 메서드. *는 모두."));
  private static final Field<List<String>> HEADERS =
      Field.withDefault(
          "headers",
          OneOrMany.of(starOr("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}", Tokens.FIELD_NAME.noun())),
          "[]",
          Text.of("Fields that they may send; * for any.", "보낼 수 있는 필드. *는 모두."));
  private static final Field<List<String>> EXPOSE =
      Field.withDefault(
          "expose",
          OneOrMany.of(Tokens.FIELD_NAME),
          "[]",
          Text.of("Fields that they may read.", "읽을 수 있는 필드."));
  private static final Field<Boolean> CREDENTIALS =
      Field.withDefault(
          "credentials",
          Words.bool(),
          "false",
          Text.of("Whether they may send cookies.", "쿠키를 보낼 수 있는지."));
  private static final Field<Duration> MAX_AGE =
      Field.withDefault(
          "max-age",
          Quantities.duration("0s", "1d"),
          "5s",
          Text.of("How long a browser may remember this.", "브라우저가 기억하는 시간."));

  /** Which sites, and what they may do. */
  static final Shape<Cors> SHAPE =
      Shorthand.of(
          ORIGIN.as(
              (place, o) ->
                  new Cors(
                      List.of(o), List.of("GET", "HEAD", "POST"), List.of(), List.of(), false, 5)),
          Section.checked(
              "cors",
              List.of(ORIGINS, METHODS, HEADERS, EXPOSE, CREDENTIALS, MAX_AGE),
              CorsSection::cors));

  private CorsSection() {}

  private static Scalar<String> starOr(String pattern, Text noun) {
    return Words.matching(noun, "\\*|" + pattern, ConfigCode.BAD_TOKEN);
  }

  private static Optional<Cors> cors(Values v, Reading reading) {
    if (v.get(CREDENTIALS) && v.get(ORIGINS).stream().anyMatch(Origin::isAny)) {
      reading.report(ConfigCode.CORS_FOR_ALL, v.place(CREDENTIALS), Optional.empty());
      return Optional.empty();
    }
    return Optional.of(
        new Cors(
            v.get(ORIGINS),
            v.get(METHODS),
            v.get(HEADERS),
            v.get(EXPOSE),
            v.get(CREDENTIALS),
            v.get(MAX_AGE).toSeconds()));
  }
}
