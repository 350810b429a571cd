package naru.app.config.read;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.CaSettings;
import naru.app.config.CacheSettings;
import naru.app.config.Config;
import naru.app.config.DnsSettings;
import naru.app.config.GatewaySettings;
import naru.app.config.Limits;
import naru.app.config.Listen;
import naru.app.config.LogSettings;
import naru.app.config.NetworkSettings;
import naru.app.config.OriginSettings;
import naru.app.config.ProxySettings;
import naru.app.config.TraceSettings;
import naru.app.config.problem.Advice;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Values;
import naru.app.text.Text;

/** The whole file. */
public final class ConfigSection {
  private static final Field<Optional<Integer>> NARU =
      Field.maybe(
          "naru",
          Quantities.number(0, 1_000_000),
          Text.of(
              "The format of this file: 1. The only key that must be there.",
              "이 파일의 형식: 1. 꼭 있어야 하는 유일한 키."));
  private static final Field<Path> STATE =
      Field.withDefault(
          "state",
          Addresses.path(),
          "./.naru",
          Text.of("Folder of keys, database and traces.", "키, 데이터베이스, 추적을 두는 폴더."));
  private static final Field<Listen> LISTEN =
      section("listen", ListenSection.SHAPE, Text.of("Every socket.", "모든 수신 주소."));
  private static final Field<NetworkSettings> NETWORK =
      section(
          "network",
          NetworkSection.SHAPE,
          Text.of("Naru's own TCP/IP stack.", "나루 자체의 TCP/IP 스택."));
  private static final Field<TraceSettings> TRACE =
      section("trace", TraceSection.SHAPE, Text.of("What is recorded.", "추적."));
  private static final Field<DnsSettings> DNS =
      section("dns", DnsSection.SHAPE, Text.of("The name server.", "네임 서버."));
  private static final Field<CaSettings> CA =
      section("ca", CaSection.SHAPE, Text.of("The certificate authority.", "인증 기관."));
  private static final Field<ProxySettings> PROXY =
      section("proxy", ProxySection.SHAPE, Text.of("The forward proxy.", "포워드 프록시."));
  private static final Field<GatewaySettings> GATEWAY =
      section("gateway", GatewaySection.SHAPE, Text.of("The gateway.", "게이트웨이."));
  private static final Field<OriginSettings> ORIGIN =
      section("origin", OriginSection.SHAPE, Text.of("The built-in origin.", "내장 오리진 서버."));
  private static final Field<CacheSettings> CACHE =
      section("cache", CacheSection.SHAPE, Text.of("The HTTP cache.", "HTTP 캐시."));
  private static final Field<LogSettings> LOG =
      section("log", LogSection.SHAPE, Text.of("Lines about requests.", "요청 기록."));
  private static final Field<Limits> LIMITS =
      section("limits", LimitsSection.SHAPE, Text.of("What a client may take.", "클라이언트 제한."));

  static final Section<Config> SHAPE =
      Section.checked(
          "the file",
          List.of(
              NARU, STATE, LISTEN, NETWORK, TRACE, DNS, CA, PROXY, GATEWAY, ORIGIN, CACHE, LOG,
              LIMITS),
          ConfigSection::config);

  private ConfigSection() {}

  private static <T> Field<T> section(String name, Shape<T> shape, Text doc) {
    return Field.withDefault(name, shape, "{}", doc);
  }

  private static Optional<Config> config(Values v, Reading reading) {
    format(v, reading);
    Config config =
        new Config(
            v.place(),
            v.get(STATE),
            v.get(LISTEN),
            v.get(NETWORK),
            v.get(TRACE),
            v.get(DNS),
            v.get(CA),
            v.get(PROXY),
            v.get(GATEWAY),
            v.get(ORIGIN),
            v.get(CACHE),
            v.get(LOG),
            v.get(LIMITS));
    Links.check(config, reading);
    return Optional.of(config);
  }

  /** A missing or unknown format is reported, and the rest is still read as this one. */
  private static void format(Values v, Reading reading) {
    Text known = Text.same(Integer.toString(Config.FORMAT));
    if (!v.says(NARU)) {
      Optional<Text> help = Optional.of(Advice.write("naru: " + Config.FORMAT));
      reading.report(
          ConfigCode.MISSING_KEY, v.place(), help, Text.same("naru"), Text.of("the file", "이 파일"));
    }
    v.get(NARU)
        .filter(given -> given != Config.FORMAT)
        .ifPresent(
            given ->
                reading.report(
                    ConfigCode.WRONG_FORMAT,
                    v.place(NARU),
                    Optional.empty(),
                    Text.same(given.toString()),
                    known));
  }

  /** The JSON Schema (draft-07) of the file: maps, lists, strings, numbers and booleans only. */
  public static Map<String, Object> schema() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("$schema", "http://json-schema.org/draft-07/schema#");
    out.put("title", "Naru");
    out.putAll(SHAPE.schema());
    out.put("required", List.of("naru"));
    return out;
  }
}
