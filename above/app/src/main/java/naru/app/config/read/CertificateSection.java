package naru.app.config.read;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Excerpt;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.gateway.config.CertificateMatch;
import naru.gateway.config.TextMatch;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** {@code match.certificate}: what a client must have proved. */
final class CertificateSection {
  private static final Text HEX =
      Text.of("a SHA-256 fingerprint, 64 hex digits", "SHA-256 지문 (16진수 64자리)");

  private static final Field<List<TextMatch>> CN =
      texts("cn", Text.of("Common names of the subject.", "주체의 일반 이름(CN)."));
  private static final Field<List<TextMatch>> SUBJECT =
      texts(
          "subject",
          Text.of(
              "The whole subject, as traces tell it: O=Naru,CN=alice.",
              "주체 전체. 추적에 나오는 형식: O=Naru,CN=alice."));
  private static final Field<List<TextMatch>> SAN =
      texts(
          "san",
          Text.of(
              "One of its names with its kind: dns:, email:, uri: or ip:.",
              "인증서의 이름 가운데 하나. 종류를 앞에 씁니다: dns:, email:, uri:, ip:."));
  private static final Field<List<String>> SHA256 =
      Field.withDefault(
          "sha256",
          OneOrMany.of(Scalar.of(HEX, Map.of("type", "string"), CertificateSection::fingerprint)),
          "[]",
          Text.of("Fingerprints.", "지문."));

  private static final Section<CertificateMatch> FULL =
      Section.of(
          "certificate",
          List.of(CN, SUBJECT, SAN, SHA256),
          v -> new CertificateMatch(true, v.get(CN), v.get(SUBJECT), v.get(SAN), v.get(SHA256)));

  static final Field<Optional<CertificateMatch>> CERTIFICATE =
      Field.maybe(
          "certificate",
          Shorthand.of(
              Words.bool().as((place, any) -> any ? CertificateMatch.ANY : CertificateMatch.NONE),
              FULL),
          Text.of(
              "What the client proved by a certificate (gateway.tls.clients): true for any, false"
                  + " for none, or what it must be.",
              "클라이언트가 인증서로 증명한 것 (gateway.tls.clients). true는 아무 인증서, false는 인증서 없음,"
                  + " 아니면 인증서의 조건."));

  private CertificateSection() {}

  private static Field<List<TextMatch>> texts(String name, Text doc) {
    Shape<TextMatch> value = MatchSection.VALUE;
    return Field.withDefault(name, OneOrMany.of(value), "[]", doc);
  }

  private static Optional<String> fingerprint(String text, ScalarNode node, Reading reading) {
    String plain = text.replace(":", "").toLowerCase(Locale.ROOT);
    if (plain.matches("[0-9a-f]{64}")) {
      return Optional.of(plain);
    }
    reading.report(ConfigCode.WRONG_TYPE, node, HEX, Text.same("'" + Excerpt.of(text) + "'"));
    return Optional.empty();
  }
}
