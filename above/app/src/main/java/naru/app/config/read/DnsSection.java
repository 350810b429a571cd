package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import naru.app.config.DnsSettings;
import naru.app.config.DnsSettings.Block;
import naru.app.config.DnsSettings.Forward;
import naru.app.config.DnsSettings.Zone;
import naru.app.config.Listen;
import naru.app.config.Listener;
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
import naru.app.text.Text;
import naru.base.IpRange;

/** {@code dns}: the name server. */
final class DnsSection {
  private static final Scalar<String> ZONE_OR_ROOT =
      Scalar.of(
          Text.of("a zone such as corp.example, or \".\"", "영역 이름 (예: corp.example) 또는 \".\""),
          Map.of("type", "string"),
          (text, node, reading) ->
              text.equals(".") ? Optional.of(text) : Addresses.domainName().decode(node, reading));

  private static final Shape<Function<Name, Forward>> SERVERS =
      Shaped.of(
          OneOrMany.some(Listeners.nameServer()),
          servers -> name -> new Forward(name.place(), name.text(), servers));

  private static final Field<List<Forward>> FORWARD =
      Field.withDefault(
          "forward",
          Named.of(
              Text.of("a mapping from zones to name servers", "영역에서 네임 서버로 가는 매핑"),
              ZONE_OR_ROOT,
              SERVERS),
          "{}",
          Text.of(
              "Where questions are sent on to; \".\" is every name. Without it only the zones are"
                  + " answered.",
              "질의를 넘길 서버. \".\"은 모든 이름입니다. 없으면 영역만 답합니다."));
  private static final Field<Duration> TIMEOUT =
      Field.withDefault(
          "timeout",
          Quantities.duration("10ms", "60s"),
          "3s",
          Text.of(
              "How long each of three tries of a forwarded question may take; with more servers"
                  + " each is tried.",
              "넘긴 질의를 세 번 시도하며, 한 번마다의 제한 시간. 서버가 더 많으면 서버마다 한 번."));
  private static final Field<List<IpRange>> RECURSION =
      Field.withDefault(
          "recursion",
          OneOrMany.of(Addresses.range()),
          "[127.0.0.0/8, \"::1\"]",
          Text.of(
              "Clients whose questions may be forwarded, beside Naru's own proxy and gateway; to"
                  + " others only the zones are answered, the rest is REFUSED.",
              "질의를 넘겨 줄 클라이언트의 주소 범위. Naru의 프록시와 게이트웨이는 언제나 포함됩니다."
                  + " 나머지에게는 영역만 답하고 다른 이름은 REFUSED로 답합니다."));
  private static final Field<List<Block>> BLOCK =
      Field.withDefault(
          "block",
          OneOrMany.of(Addresses.domainPattern().as(Block::new)),
          "[]",
          Text.of("Names that do not exist for clients.", "없는 것으로 답하는 이름."));
  private static final Field<Integer> CACHE =
      Field.withDefault(
          "cache",
          Quantities.number(0, 10_000_000),
          "100000",
          Text.of(
              "At most so many answers are cached; 0 for none.", "캐시하는 응답의 최대 개수. 0이면 캐시하지 않습니다."));
  private static final Field<Duration> TTL =
      Field.withDefault(
          "ttl",
          Quantities.duration("0s", "7d"),
          "60s",
          Text.of("Time to live of zone records.", "영역 레코드의 TTL."));
  private static final Field<List<Function<Duration, Zone>>> ZONES =
      Field.withDefault(
          "zones",
          Zones.SHAPE,
          "{}",
          Text.of("Zones that are answered with authority.", "권한을 갖고 답하는 영역."));

  static final Section<DnsSettings> SHAPE =
      Section.of(
          "dns",
          List.of(FORWARD, TIMEOUT, RECURSION, BLOCK, CACHE, TTL, ZONES),
          v ->
              new DnsSettings(
                  v.place(),
                  v.get(FORWARD),
                  v.get(TIMEOUT),
                  v.get(RECURSION),
                  v.place(RECURSION),
                  v.get(BLOCK),
                  v.get(CACHE),
                  v.get(ZONES).stream().map(zone -> zone.apply(v.get(TTL))).toList()));

  private DnsSection() {}

  /** Reports what is wrong between the records of one zone, and an open resolver. */
  static void check(DnsSettings dns, Listen listen, Reading reading) {
    dns.zones().forEach(zone -> cnamesStandAlone(zone, reading));
    if (!dns.forward().isEmpty() && dns.recursion().stream().anyMatch(r -> r.bits() == 0)) {
      listen.dns().stream()
          .filter(l -> !IpRange.literal(l.at().host()).isLoopbackAddress())
          .findFirst()
          .ifPresent(l -> openResolver(dns, l, reading));
    }
  }

  private static void openResolver(DnsSettings dns, Listener reached, Reading reading) {
    Text where = Text.same(reached.url());
    reading.report(ConfigCode.OPEN_RESOLVER, dns.recursionPlace(), Optional.empty(), where);
  }

  private static void cnamesStandAlone(Zone zone, Reading reading) {
    for (DnsSettings.ZoneRecord record : zone.records()) {
      boolean alone =
          zone.records().stream().filter(r -> r.owner().equalsIgnoreCase(record.owner())).count()
              == 1;
      if (record.type().equals("CNAME") && !alone) {
        reading.report(
            ConfigCode.CNAME_NOT_ALONE,
            record.place(),
            Optional.empty(),
            Text.same(record.owner()));
      }
    }
  }
}
