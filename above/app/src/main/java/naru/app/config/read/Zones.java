package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import naru.app.config.DnsSettings.Zone;
import naru.app.config.DnsSettings.ZoneRecord;
import naru.app.config.problem.Advice;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Excerpt;
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
import naru.app.config.shape.Words;
import naru.app.text.Nearest;
import naru.app.text.Text;
import naru.base.Place;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * {@code dns.zones}: zone, then owner, then records, each as {@code A 127.0.0.1} or {@code { type:
 * A, data: 127.0.0.1, ttl: 5s }}.
 */
final class Zones {
  /** A record that still lacks its owner and the default time to live. */
  private interface Unowned {
    ZoneRecord of(Name owner, Duration defaultTtl);
  }

  private static final Text RECORD =
      Text.of("TYPE DATA such as A 127.0.0.1", "유형 데이터 (예: A 127.0.0.1)");
  private static final Text TYPE =
      Text.of(
          "one of " + String.join(", ", RecordForms.types()),
          String.join(", ", RecordForms.types()) + " 가운데 하나");

  private static final Scalar<Unowned> BRIEF =
      Scalar.of(RECORD, Map.of("type", "string", "pattern", "^[A-Z]+ "), Zones::brief);

  private static final Field<String> RECORD_TYPE =
      Field.required(
          "type",
          Scalar.of(TYPE, Map.of("enum", RecordForms.types()), Zones::type),
          Text.of("The record type.", "레코드 유형."));
  private static final Field<String> DATA =
      Field.required(
          "data",
          Words.text(Text.of("record data", "레코드 데이터")),
          Text.of("As in a zone file (RFC 1035 section 5).", "영역 파일과 같은 형식 (RFC 1035 5절)."));
  private static final Field<Optional<Duration>> TTL =
      Field.maybe("ttl", Quantities.duration("0s", "7d"), Text.of("Time to live.", "TTL."));
  private static final Section<Unowned> FULL =
      Section.checked(
          "a DNS record",
          List.of(RECORD_TYPE, DATA, TTL),
          (v, reading) ->
              form(v.get(RECORD_TYPE), v.get(DATA), v.place(DATA), reading)
                  .map(data -> unowned(v.place(), v.get(RECORD_TYPE), data, v.get(TTL))));

  private static final Scalar<String> OWNER =
      Scalar.of(
          Text.of("a name in the zone, @ or *", "영역 안의 이름, @ 또는 *"),
          Map.of("type", "string"),
          Zones::owner);

  private static final Shape<Function<Name, Function<Duration, List<ZoneRecord>>>> OWNED =
      Shaped.of(
          OneOrMany.some(Shorthand.of(BRIEF, FULL)),
          records ->
              owner -> ttl -> records.stream().map(record -> record.of(owner, ttl)).toList());

  private static final Shape<Function<Name, Function<Duration, Zone>>> ZONE =
      Shaped.of(
          Named.of(Text.of("a mapping from names to records", "이름에서 레코드로 가는 매핑"), OWNER, OWNED),
          owners ->
              zone ->
                  ttl ->
                      new Zone(
                          zone.place(),
                          zone.text(),
                          owners.stream().flatMap(o -> o.apply(ttl).stream()).toList()));

  /** Zones that lack only the default time to live. */
  static final Shape<List<Function<Duration, Zone>>> SHAPE =
      Named.of(
          Text.of("a mapping from zones to their names", "영역에서 이름으로 가는 매핑"),
          Addresses.domainName(),
          ZONE);

  private Zones() {}

  private static Unowned unowned(Place place, String type, String data, Optional<Duration> ttl) {
    return (owner, defaultTtl) ->
        new ZoneRecord(place, owner.text(), type, data, ttl.orElse(defaultTtl));
  }

  private static Optional<Unowned> brief(String text, ScalarNode node, Reading reading) {
    String[] parts = text.strip().split("\\s+", 2);
    Optional<String> type = type(parts[0], node, reading);
    Place place = reading.place(node);
    String data = parts.length == 2 ? parts[1] : "";
    return type.flatMap(
        t -> form(t, data, place, reading).map(d -> unowned(place, t, d, Optional.empty())));
  }

  private static Optional<String> type(String text, ScalarNode node, Reading reading) {
    if (RecordForms.types().contains(text)) {
      return Optional.of(text);
    }
    Optional<Text> help = Nearest.to(text, RecordForms.types()).map(Advice::meant);
    reading.report(
        ConfigCode.BAD_RECORD, reading.place(node), help, Text.same(Excerpt.of(text)), TYPE);
    return Optional.empty();
  }

  private static Optional<String> form(String type, String data, Place at, Reading reading) {
    if (RecordForms.accepts(type, data)) {
      return Optional.of(data);
    }
    Text shown = Text.same(Excerpt.of(type + " " + data));
    Text form = Text.same(type + " " + RecordForms.form(type));
    reading.report(ConfigCode.BAD_RECORD, at, Optional.empty(), shown, form);
    return Optional.empty();
  }

  private static Optional<String> owner(String text, Node node, Reading reading) {
    String name = text.toLowerCase(Locale.ROOT);
    if (!name.matches(
        "@|(\\*|[a-z0-9_]([a-z0-9_-]{0,62}))(\\.[a-z0-9_]([a-z0-9_-]{0,62})){0,30}")) {
      Text shown = Text.same(Excerpt.of(text));
      Text noun = Text.of("a name in the zone, @ or *", "영역 안의 이름, @ 또는 *");
      reading.report(ConfigCode.BAD_DOMAIN, node, shown, noun);
      return Optional.empty();
    }
    return Optional.of(name);
  }
}
