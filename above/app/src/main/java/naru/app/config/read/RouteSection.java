package naru.app.config.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.app.config.FolderSettings;
import naru.app.config.Guards;
import naru.app.config.Route;
import naru.app.config.Route.Caching;
import naru.app.config.Route.Destination;
import naru.app.config.Route.Match;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Field;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Section;
import naru.app.config.shape.SwitchOr;
import naru.app.config.shape.Values;
import naru.app.text.Text;

/** {@code gateway.routes}: which requests go where. */
final class RouteSection {
  private static final Field<String> NAME =
      Field.required("name", Tokens.NAME, Text.of("As traces call it.", "추적에 나오는 이름."));

  private static final Field<Match> MATCH =
      Field.withDefault(
          "match",
          MatchSection.SHAPE,
          "{}",
          Text.of("All that is said must hold.", "쓴 조건이 모두 맞아야 합니다."));

  private static final Field<Duration> STALE =
      Field.withDefault(
          "stale-while-revalidate",
          Quantities.duration("0s", "30d"),
          "0s",
          Text.of(
              "How long a stale answer may be used while a new one is fetched.",
              "새 응답을 받는 동안 오래된 응답을 쓰는 시간."));
  private static final Field<Duration> DEFAULT_TTL =
      Field.withDefault(
          "default-ttl",
          Quantities.duration("0s", "30d"),
          "0s",
          Text.of(
              "Freshness of answers that say nothing of it; by their Last-Modified if 0.",
              "신선도를 밝히지 않은 응답의 유효 시간. 0이면 Last-Modified로 어림합니다."));
  private static final Field<Optional<Caching>> CACHE =
      Field.withDefault(
          "cache",
          SwitchOr.of(
              Section.of(
                  "cache of a route",
                  List.of(STALE, DEFAULT_TTL),
                  v -> new Caching(v.place(), v.get(STALE), v.get(DEFAULT_TTL))),
              (place, c) -> new Caching(place, c.staleWhileRevalidate(), c.defaultTtl())),
          "false",
          Text.of("Whether answers may be stored.", "응답을 저장할지."));

  private static final Field<Optional<Destination>> TO =
      Field.maybe(
          "to",
          Destinations.SHAPE,
          Text.of(
              "An upstream, 'origin' for the built-in origin, or upstreams with their weights.",
              "업스트림 이름, 내장 오리진인 'origin', 또는 무게를 단 업스트림 목록."));

  private static final Field<Optional<FolderSettings>> FILES =
      Field.maybe(
          "files",
          FolderSection.SHAPE,
          Text.of("A folder of files that answers, instead of 'to'.", "'to' 대신 이 폴더의 파일로 답합니다."));

  private static final Field<Optional<Guards>> GUARD = GuardSection.field();

  static final Section<Route> SHAPE = Section.checked("a route", fields(), RouteSection::route);

  private RouteSection() {}

  private static List<Field<?>> fields() {
    List<Field<?>> all = new ArrayList<>(List.of(NAME, MATCH, CACHE, GUARD, TO, FILES));
    all.addAll(ChangeSection.fields());
    return all;
  }

  private static Optional<Route> route(Values v, Reading reading) {
    List<Field<?>> ends =
        List.<Field<?>>of(TO, FILES, ChangeSection.REDIRECT, ChangeSection.RESPOND).stream()
            .filter(v::says)
            .toList();
    if (ends.size() != 1) {
      String said =
          ends.isEmpty() ? "-" : String.join(", ", ends.stream().map(Field::name).toList());
      reading.report(ConfigCode.NOT_ONE_DESTINATION, v.place(), Optional.empty(), Text.same(said));
      return Optional.empty();
    }
    if (v.says(FILES)) {
      ChangeSection.besideFiles(v, reading);
    }
    // empty: it was wrong, and that was told
    return destination(v)
        .map(
            to ->
                new Route(
                    v.place(),
                    v.get(NAME),
                    v.get(MATCH),
                    v.get(CACHE),
                    v.get(GUARD),
                    to,
                    ChangeSection.changes(v)));
  }

  private static Optional<Destination> destination(Values v) {
    if (v.says(TO)) {
      return v.get(TO);
    }
    if (v.says(FILES)) {
      return v.get(FILES).map(files -> new Destination.ToFiles(v.place(FILES), files));
    }
    boolean answers =
        v.get(ChangeSection.REDIRECT).isPresent() || v.get(ChangeSection.RESPOND).isPresent();
    return answers ? Optional.of(new Destination.Nowhere(v.place())) : Optional.empty();
  }
}
