package naru.app.config.read;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import naru.app.config.Guards;
import naru.app.config.Upstream.Trust;
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
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.gateway.guard.config.Jwt;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** JSON Web Tokens of a {@code guard}. */
final class GuardTokens {
  private static final Text URL_NOUN =
      Text.of("a file, or https://HOST/PATH", "파일 또는 https://호스트/경로");
  private static final Text TEXT = Text.of("a text", "텍스트");

  private static final Field<Guards.KeySource> KEYS =
      Field.required(
          "keys",
          Scalar.of(URL_NOUN, Map.of("type", "string"), GuardTokens::source),
          Text.of(
              "The issuer's public keys (JWK Set): a file, or a URL that is read in the"
                  + " background.",
              "발급자의 공개 키 (JWK Set): 파일, 또는 배경에서 읽을 URL."));
  private static final Field<Trust> TRUST =
      Field.withDefault(
          "trust",
          UpstreamTls.trust(),
          "platform",
          Text.of(
              "Whose certificates are accepted for keys over https: naru, platform, or those of a"
                  + " PEM file.",
              "https로 키를 받을 때 믿을 인증서: naru, platform 또는 PEM 파일."));
  private static final Field<Boolean> PRIVATE =
      Field.withDefault(
          "private-addresses",
          Words.bool(),
          "false",
          Text.of(
              "Whether keys may come from a private address, and over plain http.",
              "사설 주소와 평문 http로 키를 받아도 되는지."));
  private static final Field<Duration> REFRESH =
      Field.withDefault(
          "refresh",
          Quantities.duration("10s", "7d"),
          "10m",
          Text.of("How often keys are read anew.", "키를 다시 읽는 주기."));
  private static final Field<List<String>> ISSUER =
      Field.withDefault(
          "issuer",
          OneOrMany.of(Words.text(TEXT)),
          "[]",
          Text.of("Who may have made a token; anyone if not said.", "발급자(iss). 쓰지 않으면 누구든."));
  private static final Field<List<String>> AUDIENCE =
      Field.withDefault(
          "audience",
          OneOrMany.of(Words.text(TEXT)),
          "[]",
          Text.of("Whom a token may be for; anyone if not said.", "대상(aud). 쓰지 않으면 누구든."));
  private static final Field<List<String>> ALGORITHMS =
      Field.withDefault(
          "algorithms",
          OneOrMany.some(Words.choice(algorithms())),
          "[RS256, PS256, ES256, EdDSA]",
          Text.of("How a token may be signed.", "허용할 서명 알고리즘."));
  private static final Field<Duration> LEEWAY =
      Field.withDefault(
          "leeway",
          Quantities.duration("0s", "10m"),
          "30s",
          Text.of("How far clocks may differ.", "허용할 시계 차이."));
  private static final Field<List<String>> REQUIRE =
      Field.withDefault(
          "require",
          OneOrMany.of(Words.text(Text.of("the name of a claim", "클레임 이름"))),
          "[exp]",
          Text.of("Claims that must be there.", "꼭 있어야 하는 클레임."));
  private static final Shape<Function<Name, Map.Entry<String, String>>> CLAIM =
      Shaped.of(
          Words.text(Text.of("the name of a claim", "클레임 이름")),
          claim -> name -> Map.entry(name.text(), claim));
  private static final Field<List<Map.Entry<String, String>>> HEADERS =
      Field.withDefault(
          "headers",
          Named.of(
              Text.of("a mapping from header fields to claims", "헤더 필드에서 클레임으로 가는 매핑"),
              Tokens.FIELD_NAME,
              CLAIM),
          "{}",
          Text.of(
              "Header fields that tell the upstream claims, such as { X-User: sub }.",
              "업스트림에 클레임을 알릴 헤더 필드 (예: { X-User: sub })."));

  static final Field<Optional<Guards.Jwt>> JWT =
      Field.maybe(
          "jwt",
          Section.checked(
              "guard.jwt",
              List.of(
                  KEYS,
                  TRUST,
                  PRIVATE,
                  REFRESH,
                  ISSUER,
                  AUDIENCE,
                  ALGORITHMS,
                  LEEWAY,
                  REQUIRE,
                  HEADERS,
                  GuardProofs.KEEP),
              GuardTokens::jwt),
          Text.of("Signed tokens (RFC 7519) as bearer tokens.", "서명된 토큰 (RFC 7519)."));

  private GuardTokens() {}

  private static Map<String, String> algorithms() {
    Map<String, String> names = new TreeMap<>();
    Jwt.ALGORITHMS.forEach(name -> names.put(name, name));
    return names;
  }

  private static Optional<Guards.KeySource> source(String text, ScalarNode node, Reading reading) {
    if (!text.contains("://")) {
      return Addresses.path().decode(node, reading).map(Guards.KeySource.InFile::new);
    }
    try {
      URI uri = new URI(text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return Optional.of(new Guards.KeySource.At(uri));
      }
    } catch (java.net.URISyntaxException e) {
      // reported below, as any other text that cannot be used
    }
    reading.report(ConfigCode.BAD_KEY_URL, node, Text.same(Excerpt.of(text)), URL_NOUN);
    return Optional.empty();
  }

  private static Optional<Guards.Jwt> jwt(Values v, Reading reading) {
    if (v.get(KEYS) instanceof Guards.KeySource.At at
        && at.uri().getScheme().equals("http")
        && !v.get(PRIVATE)) {
      reading.report(
          ConfigCode.BAD_KEY_URL,
          v.place(KEYS),
          Optional.empty(),
          Text.same(at.uri().toString()),
          URL_NOUN);
      return Optional.empty();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    v.get(HEADERS).forEach(e -> headers.put(e.getKey(), e.getValue()));
    return Optional.of(
        new Guards.Jwt(
            v.place(),
            v.get(KEYS),
            v.get(TRUST),
            v.get(PRIVATE),
            v.get(REFRESH),
            v.get(ISSUER),
            v.get(AUDIENCE),
            v.get(ALGORITHMS),
            v.get(LEEWAY),
            v.get(REQUIRE),
            headers,
            v.get(GuardProofs.KEEP)));
  }
}
