package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import naru.app.config.Guards;
import naru.app.config.Route;
import naru.app.config.Route.Caching;
import naru.app.config.Route.Destination;
import naru.app.config.Route.Match;
import naru.app.config.shape.Field;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.SwitchOr;
import naru.app.text.Text;
import naru.base.Place;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** {@code gateway.routes}: which requests go where. */
final class RouteSection {
  /** The destination that is no upstream. */
  static final String ORIGIN = "origin";

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
          Text.of("Freshness of answers that say nothing of it.", "신선도를 밝히지 않은 응답의 유효 시간."));
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

  private static final Field<Destination> TO =
      Field.required(
          "to",
          Scalar.of(Tokens.NAME.noun(), Tokens.NAME.schema(), RouteSection::destination),
          Text.of(
              "An upstream, or 'origin' for the built-in origin.",
              "업스트림 이름, 또는 내장 오리진인 'origin'."));

  private static final Field<Optional<Guards>> GUARD = GuardSection.field();

  static final Section<Route> SHAPE =
      Section.of(
          "a route",
          List.of(NAME, MATCH, CACHE, GUARD, TO),
          v ->
              new Route(
                  v.place(), v.get(NAME), v.get(MATCH), v.get(CACHE), v.get(GUARD), v.get(TO)));

  private RouteSection() {}

  private static Optional<Destination> destination(String text, ScalarNode node, Reading reading) {
    Place place = reading.place(node);
    if (text.equals(ORIGIN)) {
      return Optional.of(new Destination.ToOrigin(place));
    }
    Optional<String> name = Tokens.NAME.decode(node, reading);
    name.ifPresent(n -> reading.refers(place, n));
    return name.map(n -> new Destination.ToUpstream(place, n));
  }
}
