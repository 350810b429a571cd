package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import naru.app.config.Limits;
import naru.app.config.shape.Field;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Section;
import naru.app.text.Text;

/** {@code limits}: what a client may take. */
final class LimitsSection {
  private static final Field<Integer> CONNECTIONS =
      count("connections", 1_000_000, "20000", Text.of("At once, in all.", "전체 동시 연결 수."));
  private static final Field<Integer> PER_CLIENT =
      count(
          "connections-per-client",
          1_000_000,
          "10000",
          Text.of("At once, from one address.", "주소 하나의 동시 연결 수."));
  private static final Field<Long> HEAD =
      size("head", "1KiB", "1MiB", "32KiB", Text.of("Of a request's head.", "요청 헤드의 크기."));
  private static final Field<Long> TARGET =
      size("target", "256B", "64KiB", "8KiB", Text.of("Of a request target.", "요청 대상의 길이."));
  private static final Field<Integer> FIELDS =
      count("fields", 10_000, "100", Text.of("Header fields of a request.", "요청의 헤더 필드 수."));
  private static final Field<Long> BODY =
      size("body", "0B", "1TiB", "1GiB", Text.of("Of a request's body.", "요청 본문의 크기."));
  private static final Field<Integer> REQUESTS =
      count(
          "requests-per-connection",
          100_000_000,
          "100000",
          Text.of("Then the connection is closed.", "이만큼 처리하면 연결을 닫습니다."));

  private static final Field<Duration> HANDSHAKE =
      time("handshake", "10s", Text.of("For a TLS handshake.", "TLS 핸드셰이크."));
  private static final Field<Duration> HEAD_TIME =
      time("head", "10s", Text.of("For a request's head.", "요청 헤드."));
  private static final Field<Duration> BODY_IDLE =
      time("body-idle", "30s", Text.of("Between pieces of a body.", "본문 조각 사이."));
  private static final Field<Duration> KEEP_ALIVE =
      time("keep-alive", "60s", Text.of("Between requests.", "요청 사이."));
  private static final Field<Duration> TUNNEL_IDLE =
      time("tunnel-idle", "10m", Text.of("In a silent tunnel.", "조용한 터널."));
  private static final Field<Duration> DRAIN =
      time("drain", "7s", Text.of("For running requests at the end.", "종료할 때 진행 중인 요청."));
  private static final Field<Limits.Timeouts> TIMEOUTS =
      Field.withDefault(
          "timeouts",
          Section.of(
              "limits.timeouts",
              List.of(HANDSHAKE, HEAD_TIME, BODY_IDLE, KEEP_ALIVE, TUNNEL_IDLE, DRAIN),
              v ->
                  new Limits.Timeouts(
                      v.place(),
                      v.get(HANDSHAKE),
                      v.get(HEAD_TIME),
                      v.get(BODY_IDLE),
                      v.get(KEEP_ALIVE),
                      v.get(TUNNEL_IDLE),
                      v.get(DRAIN))),
          "{}",
          Text.of("How long a client may take.", "클라이언트의 제한 시간."));

  private static final Field<Long> UPLOAD =
      rate("upload", Text.of("Of a request's body, on average.", "요청 본문의 평균 속도."));
  private static final Field<Long> DOWNLOAD =
      rate("download", Text.of("Of a response, on average.", "응답의 평균 속도."));
  private static final Field<Duration> GRACE =
      time("grace", "10s", Text.of("Before it is looked at.", "재기 전의 유예."));
  private static final Field<Limits.MinRate> MIN_RATE =
      Field.withDefault(
          "min-rate",
          Section.of(
              "limits.min-rate",
              List.of(UPLOAD, DOWNLOAD, GRACE),
              v -> new Limits.MinRate(v.get(UPLOAD), v.get(DOWNLOAD), v.get(GRACE))),
          "{}",
          Text.of("A slower client is cut; 0bit for any.", "더 느리면 끊습니다. 0bit는 제한 없음."));

  static final Section<Limits> SHAPE =
      Section.of(
          "limits",
          List.of(
              CONNECTIONS,
              PER_CLIENT,
              HEAD,
              TARGET,
              FIELDS,
              BODY,
              REQUESTS,
              MIN_RATE,
              TIMEOUTS,
              Http2Section.FIELD),
          v ->
              new Limits(
                  v.place(),
                  v.get(CONNECTIONS),
                  v.get(PER_CLIENT),
                  Math.toIntExact(v.get(HEAD)),
                  Math.toIntExact(v.get(TARGET)),
                  v.get(FIELDS),
                  v.get(BODY),
                  v.get(REQUESTS),
                  v.get(MIN_RATE),
                  v.get(TIMEOUTS),
                  v.get(Http2Section.FIELD)));

  private LimitsSection() {}

  private static Field<Integer> count(String name, int most, String yaml, Text doc) {
    return Field.withDefault(name, Quantities.number(1, most), yaml, doc);
  }

  private static Field<Long> size(String name, String least, String most, String yaml, Text doc) {
    return Field.withDefault(name, Quantities.size(least, most), yaml, doc);
  }

  private static Field<Long> rate(String name, Text doc) {
    return Field.withDefault(name, Quantities.rate("0bit", "1Gbit"), "2Kbit", doc);
  }

  private static Field<Duration> time(String name, String yaml, Text doc) {
    return Field.withDefault(name, Quantities.duration("100ms", "24h"), yaml, doc);
  }
}
