package naru.app.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import naru.app.config.Config;
import naru.app.config.Listener;
import naru.app.config.NetworkSettings;
import naru.app.config.ProxySettings.Verdict;
import naru.app.config.Route;
import naru.app.config.Route.Destination;
import naru.app.config.Upstream;
import naru.app.config.problem.ReportText;
import naru.app.text.Language;
import naru.base.Place;
import naru.gateway.config.HealthCheck;
import naru.gateway.config.Outliers;
import naru.gateway.config.Retrying;
import naru.gateway.config.Site;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The example file of the project: valid, read as meant, and robust against any damage. */
class ExampleTest {
  private static final Path EXAMPLE = Path.of("../../examples/naru.yaml");

  private static final Path BAD_NETWORK = Path.of("../../examples/bad-network.yaml");

  private static final Path ROUTES = Path.of("../../examples/routes.yaml");
  private static final Path GUARDS = Path.of("../../examples/guards.yaml");
  private static final Path UPSTREAMS = Path.of("../../examples/upstreams.yaml");
  private static final Path STREAMS = Path.of("../../examples/streams.yaml");

  private static Config example() {
    Loaded loaded = ConfigFile.load(EXAMPLE);
    assertThat(loaded.report().problems()).isEmpty();
    return ((Loaded.Valid) loaded).config();
  }

  @Test
  void isReadAsMeant() {
    Config config = example();
    assertThat(config.listen().all().map(Listener::url))
        .contains("udp://127.0.0.1:15353", "https://127.0.0.1:3129", "https://127.0.0.1:9443");
    assertThat(config.trace().samplePercent()).isEqualTo(100);
    assertThat(config.trace().bodyBytes()).isEqualTo(65536);
    assertThat(config.proxy().rules())
        .extracting(r -> r.verdict())
        .containsExactly(Verdict.DENY, Verdict.INSPECT, Verdict.TUNNEL);
    assertThat(config.proxy().rules().getFirst().reason().orElseThrow().ko()).isEqualTo("광고");
    Upstream shop = config.gateway().upstream("shop").orElseThrow();
    assertThat(shop.targets())
        .extracting(Upstream.Target::to)
        .extracting(Object::toString)
        .containsExactly("127.0.0.1:9001", "127.0.0.1:9002");
    assertThat(shop.targets()).extracting(Upstream.Target::weight).containsExactly(1, 2);
    assertThat(shop.balance().method()).isEqualTo(Upstream.Balance.Method.LEAST_REQUEST);
    assertThat(shop.health().orElseThrow().check().everyNanos()).isEqualTo(5_000_000_000L);
    assertThat(config.gateway().routes().get(0).cache()).isEmpty();
    assertThat(config.gateway().routes().get(1).cache().orElseThrow().staleWhileRevalidate())
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(config.gateway().routes().get(1).to()).isInstanceOf(Destination.ToUpstream.class);
    assertThat(config.state())
        .isEqualTo(Path.of("../../examples/.naru").toAbsolutePath().normalize());
  }

  @Test
  void theBadNetworkIsReadAsMeant() {
    Loaded loaded = ConfigFile.load(BAD_NETWORK);
    assertThat(loaded.report().problems()).isEmpty();
    Config config = ((Loaded.Valid) loaded).config();
    NetworkSettings.Tun tun = config.network().tun().orElseThrow();
    assertThat(tun.host()).isEqualTo("10.78.0.1");
    assertThat(tun.impair().delay()).isEqualTo(Duration.ofMillis(20));
    assertThat(tun.impair().bitsPerSecond()).isEqualTo(20_000_000);
    assertThat(config.listen().all().filter(l -> config.network().covers(l.at().host())))
        .hasSize(5);
  }

  @Test
  void theRoutesAreReadAsMeant() {
    Loaded loaded = ConfigFile.load(ROUTES);
    assertThat(loaded.report().problems()).isEmpty();
    List<Route> routes = ((Loaded.Valid) loaded).config().gateway().routes();
    assertThat(routes.getFirst().changes().redirect().orElseThrow().status()).isEqualTo(301);
    Route api = routes.get(2);
    assertThat(api.to())
        .isInstanceOfSatisfying(
            Destination.Split.class,
            split -> assertThat(split.arms()).extracting(a -> a.weight()).containsExactly(95, 5));
    assertThat(api.changes().cors().orElseThrow().credentials()).isTrue();
    assertThat(api.changes().timeouts().backendNanos()).isEqualTo(3_000_000_000L);
    Route web = routes.getLast();
    assertThat(web.changes().compression()).isPresent();
    assertThat(web.changes().mirrors().getFirst().percent()).isEqualTo(10);
  }

  @Test
  void recordsKnowTheirLine() throws IOException {
    List<String> lines = Files.readAllLines(EXAMPLE);
    Config config = example();
    assertThat(at(lines, config.gateway().routes().get(1).place())).startsWith("name: shop-web");
    assertThat(at(lines, config.gateway().upstreams().getFirst().place())).startsWith("shop:");
    assertThat(at(lines, config.proxy().rules().get(1).place())).startsWith("{ inspect:");
    assertThat(at(lines, config.listen().dns().get(1).place())).startsWith("tcp://");
    assertThat(config.limits().place()).isEqualTo(Place.BUILT_IN);
  }

  private static String at(List<String> lines, Place place) {
    return lines.get(place.line() - 1).substring(place.column() - 1);
  }

  @Test
  void defaultsStandInForAFileThatSaysNothingMore() {
    Loaded loaded = ConfigFile.parse("naru.yaml", Path.of("/srv"), "naru: 1");
    assertThat(loaded).isInstanceOf(Loaded.Valid.class);
    Config config = ((Loaded.Valid) loaded).config();
    assertThat(config.listen().all()).isEmpty();
    assertThat(config.state()).isEqualTo(Path.of("/srv/.naru"));
    assertThat(config.limits().headBytes()).isEqualTo(32 * 1024);
    assertThat(config.limits().place()).isEqualTo(Place.BUILT_IN);
  }

  /** Every key of the example is described, so that an editor knows it. */
  @Test
  void theUpstreamsAreReadAsMeant() {
    Loaded loaded = ConfigFile.load(UPSTREAMS);
    assertThat(loaded.report().problems()).isEmpty();
    Config config = ((Loaded.Valid) loaded).config();
    Upstream shop = config.gateway().upstream("shop").orElseThrow();
    assertThat(shop.targets())
        .extracting(Upstream.Target::to)
        .containsExactly(new Site.Service("_http._tcp.shop.naru.test"));
    Upstream carts = config.gateway().upstream("carts").orElseThrow();
    assertThat(carts.health().orElseThrow().check().probe())
        .isEqualTo(new HealthCheck.Probe.Grpc("shop.Cart", "", Map.of()));
    Upstream pages = config.gateway().upstream("pages").orElseThrow();
    assertThat(pages.care().retrying().atOnce()).isEqualTo(100);
    assertThat(pages.care().retrying().backOff())
        .isEqualTo(new Retrying.BackOff(25_000_000, 250_000_000, 2_000_000_000));
    assertThat(pages.eject().outliers())
        .contains(
            new Outliers(
                10_000_000_000L,
                Optional.of(new Outliers.BySuccess(1.4, 3, 50, 95)),
                Optional.of(new Outliers.ByLatency(4, 3, 100, 100_000_000))));
    assertThat(shop.eject().outliers()).isEmpty();
  }

  @Test
  void schemaKnowsTheExamples() throws IOException {
    for (Path example : List.of(EXAMPLE, BAD_NETWORK, ROUTES, GUARDS, STREAMS, UPSTREAMS)) {
      Object yaml =
          new Load(LoadSettings.builder().build()).loadFromString(Files.readString(example));
      assertThat(yaml).isInstanceOf(Map.class);
      assertThat(described(yaml, ConfigSection.schema())).as(example.toString()).isTrue();
    }
    assertThat(described(Map.of("nary", 1), ConfigSection.schema())).isFalse();
    assertThat(described(Map.of("cache", Map.of("memory", 1)), ConfigSection.schema())).isFalse();
  }

  /** The small part of draft-07 that the schema uses. */
  private static boolean described(Object value, Map<?, ?> schema) {
    if (schema.get("anyOf") instanceof List<?> any) {
      return any.stream().anyMatch(s -> described(value, (Map<?, ?>) s));
    }
    if (schema.get("enum") instanceof List<?> names) {
      return names.contains(value);
    }
    return switch (String.valueOf(schema.get("type"))) {
      case "object" -> value instanceof Map<?, ?> map && members(map, schema);
      case "array" ->
          value instanceof List<?> list
              && schema.get("items") instanceof Map<?, ?> item
              && list.stream().allMatch(i -> described(i, item));
      case "string" ->
          value instanceof String text
              && (!(schema.get("pattern") instanceof String p)
                  || Pattern.compile(p).matcher(text).find());
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Integer;
      case "number" -> value instanceof Number;
      default -> false;
    };
  }

  private static boolean members(Map<?, ?> map, Map<?, ?> schema) {
    return map.entrySet().stream()
        .allMatch(
            e -> {
              Object known =
                  schema.get("properties") instanceof Map<?, ?> properties
                      ? properties.get(e.getKey())
                      : schema.get("additionalProperties");
              return known instanceof Map<?, ?> member && described(e.getValue(), member);
            });
  }

  /** Damage of many kinds never makes the reader throw; seeds are fixed and named on failure. */
  @Test
  void damageNeverThrows() throws IOException {
    String text = Files.readString(EXAMPLE);
    int invalid = 0;
    for (int seed = 0; seed < 3000; seed++) {
      String damaged = damage(text, new Random(seed));
      try {
        Loaded loaded = ConfigFile.parse("naru.yaml", Path.of("/nowhere"), damaged);
        invalid += loaded instanceof Loaded.Invalid ? 1 : 0;
        assertThat(loaded.report().hasErrors()).isEqualTo(loaded instanceof Loaded.Invalid);
        assertThat(ReportText.of(loaded.report(), Language.KO, false)).isNotNull();
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ":\n" + damaged, e);
      }
    }
    assertThat(invalid).isGreaterThan(1500);
  }

  private static final List<String> SCRAPS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ": ",
          "- ",
          "*",
          "&a ",
          "*a",
          "!!int ",
          "|",
          ">",
          "\"",
          "'",
          "#",
          "\n",
          "\t",
          "~",
          "null",
          "\u0000",
          "\ufeff",
          "가",
          "\ud83d\ude00",
          "\ud800",
          "? ",
          "---\n",
          "...\n",
          "%YAML 1.1\n",
          "99999999999999999999",
          "-1",
          "0x10",
          "1e9",
          ".inf",
          "<<: ",
          "${",
          "::1",
          "//",
          "%",
          "\u2028",
          "\\");

  private static String damage(String text, Random random) {
    StringBuilder out = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int from = random.nextInt(out.length());
      int to = Math.min(out.length(), from + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> out.delete(from, to);
        case 1 -> out.insert(from, SCRAPS.get(random.nextInt(SCRAPS.size())));
        case 2 -> out.replace(from, to, SCRAPS.get(random.nextInt(SCRAPS.size())));
        default -> out.insert(random.nextInt(out.length()), out.substring(from, to));
      }
    }
    return out.toString();
  }
}
