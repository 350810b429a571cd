package naru.app.config.read;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import naru.app.config.Route.Match;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.Named;
import naru.app.config.shape.Named.Name;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shaped;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.base.DomainPattern;
import naru.base.IpRange;
import naru.gateway.config.PathPattern;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.RouteMatch.HeaderMatch;
import naru.gateway.config.RouteMatch.QueryMatch;
import naru.gateway.config.TextMatch;
import naru.gateway.core.regex.Regex;

/** {@code match}: what a request must be to take a route. */
final class MatchSection {
  /** A regular expression that is matched in bounded time. */
  static final Scalar<Regex> EXPRESSION =
      Scalar.of(
          Text.of("a regular expression that covers the whole", "전체에 맞는 정규식"),
          Map.of("type", "string"),
          (text, node, reading) -> {
            try {
              return Optional.of(Regex.parse(text));
            } catch (IllegalArgumentException e) {
              String why = String.valueOf(e.getMessage());
              reading.report(ConfigCode.BAD_REGEX, node, Text.same(why));
              return Optional.empty();
            }
          });

  private static final Field<Regex> REGEX =
      Field.required(
          "regex",
          EXPRESSION,
          Text.of(
              "Covers the whole, without looking ahead or back: matched in bounded time.",
              "전체에 맞아야 합니다. 앞뒤 참조가 없어 정해진 시간 안에 끝납니다."));

  /** One of two. */
  private record Host(Optional<DomainPattern> named, Optional<Regex> covered) {}

  private static final Field<List<Host>> HOST =
      any(
          "host",
          Shorthand.of(
              Addresses.domainPattern()
                  .as((place, name) -> new Host(Optional.of(name), Optional.empty())),
              Section.of(
                  "host",
                  List.of(REGEX),
                  v -> new Host(Optional.empty(), Optional.of(v.get(REGEX))))),
          Text.of(
              "Hosts; any if not said. *.name is all below it; { regex: R } what R covers, compared"
                  + " in lower case, after names and wildcards.",
              "호스트. 쓰지 않으면 모두. *.name은 그 아래 모두, { regex: R }는 R에 맞는 호스트(소문자로"
                  + " 비교). 이름과 와일드카드가 먼저입니다."));
  private static final Field<List<PathPattern>> PATH =
      any(
          "path",
          Shorthand.of(
              Tokens.PATH_PATTERN,
              Section.of("path", List.of(REGEX), v -> PathPattern.of(v.get(REGEX)))),
          Text.of(
              "/a is that path alone; /a/** is /a and all below it; { regex: R } what R covers.",
              "/a는 그 경로만, /a/**는 /a와 그 아래 모두, { regex: R }는 R에 맞는 경로."));
  private static final Field<List<String>> METHOD =
      any("method", Tokens.METHOD, Text.of("Methods; any if not said.", "메서드. 쓰지 않으면 모두."));

  static final Shape<TextMatch> VALUE =
      Shorthand.of(
          Words.text(Text.of("a value, or * for any", "값 또는 * (아무 값)"))
              .as((place, t) -> t.equals("*") ? new TextMatch.Present() : new TextMatch.Is(t)),
          Section.of("a value", List.of(REGEX), v -> new TextMatch.Covered(v.get(REGEX))));
  private static final Shape<Function<Name, HeaderMatch>> HEADER_VALUE =
      Shaped.of(VALUE, value -> name -> new HeaderMatch(name.text(), value));
  private static final Shape<Function<Name, QueryMatch>> QUERY_VALUE =
      Shaped.of(VALUE, value -> name -> new QueryMatch(name.text(), value));
  private static final Field<List<HeaderMatch>> HEADER =
      Field.withDefault(
          "header",
          Named.of(
              Text.of("a mapping from header fields to values", "헤더 필드에서 값으로 가는 매핑"),
              Tokens.FIELD_NAME,
              HEADER_VALUE),
          "{}",
          Text.of(
              "Header fields that must have these values; * for any, { regex: R } for what R"
                  + " covers.",
              "값이 맞아야 하는 헤더 필드. *는 아무 값, { regex: R }는 R에 맞는 값."));
  private static final Field<List<HeaderMatch>> COOKIE =
      Field.withDefault(
          "cookie",
          Named.of(
              Text.of("a mapping from cookies to values", "쿠키에서 값으로 가는 매핑"),
              Words.matching(
                  Text.of("the name of a cookie", "쿠키 이름"),
                  "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}",
                  ConfigCode.BAD_TOKEN),
              Shaped.of(VALUE, value -> name -> HeaderMatch.cookie(name.text(), value))),
          "{}",
          Text.of("Cookies that must have these values.", "값이 맞아야 하는 쿠키."));
  private static final Field<List<QueryMatch>> QUERY =
      Field.withDefault(
          "query",
          Named.of(
              Text.of("a mapping from query parameters to values", "쿼리 매개변수에서 값으로 가는 매핑"),
              Words.text(Text.of("a parameter", "매개변수 이름")),
              QUERY_VALUE),
          "{}",
          Text.of(
              "Query parameters that must have these values, compared decoded.",
              "값이 맞아야 하는 쿼리 매개변수. 디코딩한 값을 비교합니다."));
  private static final Field<List<IpRange>> CLIENT =
      any(
          "client",
          Addresses.range(),
          Text.of(
              "Where the client is, as trusted forwarding fields tell it.",
              "클라이언트의 주소 범위. 믿는 프록시가 알린 주소를 봅니다."));
  private static final Field<List<Integer>> PORT =
      any(
          "port",
          Quantities.number(1, 65535),
          Text.of("Ports of Naru that the request came to.", "요청이 들어온 Naru의 포트."));
  private static final Field<Optional<String>> SCHEME =
      Field.maybe(
          "scheme",
          Words.choice(Map.of("http", "http", "https", "https")),
          Text.of("How the client asks.", "클라이언트가 쓰는 방식."));

  private static final List<Field<?>> PREDICATES =
      List.of(
          HOST,
          PATH,
          METHOD,
          HEADER,
          COOKIE,
          QUERY,
          CLIENT,
          PORT,
          SCHEME,
          CertificateSection.CERTIFICATE);

  private static final Field<List<RouteMatch>> NOT =
      any(
          "not",
          Section.checked("match.not", PREDICATES, MatchSection::exception),
          Text.of(
              "What the request must not be: a mapping of the same keys that must not hold as a"
                  + " whole, or a list of such, none of which may.",
              "요청이 이러면 안 됩니다. 같은 키의 매핑이 통째로 맞으면 안 되고, 목록이면 하나도 맞으면" + " 안 됩니다."));

  static final Section<Match> SHAPE =
      Section.of(
          "match",
          Stream.concat(PREDICATES.stream(), Stream.of(NOT)).toList(),
          v -> new Match(v.place(), match(v, v.get(NOT))));

  private MatchSection() {}

  private static RouteMatch match(Values v, List<RouteMatch> not) {
    return new RouteMatch(
        v.get(HOST).stream().flatMap(h -> h.named().stream()).toList(),
        v.get(HOST).stream().flatMap(h -> h.covered().stream()).toList(),
        v.get(PATH),
        v.get(METHOD),
        Stream.concat(v.get(HEADER).stream(), v.get(COOKIE).stream()).toList(),
        v.get(QUERY),
        v.get(CLIENT),
        v.get(PORT),
        v.get(SCHEME),
        v.get(CertificateSection.CERTIFICATE),
        not);
  }

  private static Optional<RouteMatch> exception(Values v, Reading reading) {
    RouteMatch match = match(v, List.of());
    if (!match.equals(RouteMatch.ANY)) {
      return Optional.of(match);
    }
    if (PREDICATES.stream().noneMatch(v::says)) {
      reading.report(ConfigCode.NOT_ANYTHING, v.place(), Optional.empty());
    }
    return Optional.empty();
  }

  private static <T> Field<List<T>> any(String name, Shape<T> shape, Text doc) {
    return Field.withDefault(name, OneOrMany.of(shape), "[]", doc);
  }
}
