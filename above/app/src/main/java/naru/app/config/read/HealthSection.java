package naru.app.config.read;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import naru.app.config.Upstream.Health;
import naru.app.config.problem.ConfigCode;
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
import naru.gateway.config.HealthCheck;
import naru.gateway.config.HealthCheck.Probe;
import naru.gateway.config.HealthCheck.Statuses;

/** {@code health}: active checks of an upstream's targets. */
final class HealthSection {
  private static final Text WORDS = Text.of("a text", "문자열");

  private static final Field<Optional<String>> GET =
      Field.maybe("get", Tokens.PATH, Text.of("The path that is asked for.", "요청할 경로."));
  private static final Field<Optional<String>> HOST =
      Field.maybe(
          "host",
          Words.text(WORDS),
          Text.of("What is asked for as Host; if not said, the target.", "Host 값. 쓰지 않으면 대상 주소."));
  private static final Shape<Function<Name, Map.Entry<String, String>>> VALUE =
      Shaped.of(Words.text(WORDS), text -> name -> Map.entry(name.text(), text));
  private static final Field<List<Map.Entry<String, String>>> HEADERS =
      Field.withDefault(
          "headers",
          Named.of(
              Text.of("a mapping from fields to values", "헤더와 값의 매핑"), Tokens.FIELD_NAME, VALUE),
          "{}",
          Text.of("Further fields.", "더 보낼 헤더."));
  private static final Field<List<Statuses>> STATUS =
      Field.withDefault(
          "status",
          OneOrMany.some(
              Scalar.of(
                  Text.of("a status or a range such as 200-399", "상태 코드 또는 범위 (예: 200-399)"),
                  Map.of("type", List.of("string", "integer")),
                  ConfigCode.BAD_STATUSES,
                  HealthSection::statuses)),
          "200-399",
          Text.of("Statuses that pass.", "성공으로 보는 상태 코드."));
  private static final Field<Optional<String>> BODY =
      Field.maybe(
          "body",
          Words.text(WORDS),
          Text.of("What the first 64 KiB must have.", "처음 64 KiB 안에 있어야 하는 내용."));

  private static final Field<String> SEND =
      Field.withDefault("send", optionalText(), "''", Text.of("What is sent.", "보낼 내용."));
  private static final Field<String> EXPECT =
      Field.withDefault(
          "expect",
          optionalText(),
          "''",
          Text.of("What must come; nothing for connecting alone.", "받아야 하는 내용. 비우면 연결만 봅니다."));
  private static final Field<Optional<Probe>> TCP =
      Field.maybe(
          "tcp",
          Section.of("tcp", List.of(SEND, EXPECT), v -> new Probe.Tcp(v.get(SEND), v.get(EXPECT))),
          Text.of("A connection instead of a request.", "요청 대신 TCP 연결로 검사합니다."));

  private static final Field<Optional<String>> GRPC =
      Field.maybe(
          "grpc",
          optionalText(),
          Text.of(
              "The service whose health is asked for by gRPC; '' for the whole server.",
              "gRPC로 상태를 물어볼 서비스. ''이면 서버 전체."));

  private static final Field<Duration> EVERY =
      time("every", "100ms", "1h", "5s", Text.of("How often.", "검사 주기."));
  private static final Field<Optional<Duration>> WHILE_OUT =
      Field.maybe(
          "while-out",
          Quantities.duration("100ms", "1h"),
          Text.of("How often while it is out; if not said, as often.", "제외된 동안의 검사 주기."));
  private static final Field<Duration> TIMEOUT =
      time("timeout", "10ms", "1m", "2s", Text.of("How long an answer may take.", "응답 제한 시간."));
  private static final Field<Integer> FAIL =
      count("fail", "3", Text.of("Failures in a row that take it out.", "제외하기까지 연속 실패 횟수."));
  private static final Field<Integer> PASS =
      count("pass", "1", Text.of("Passes in a row that bring it back.", "복귀하기까지 연속 성공 횟수."));
  private static final Field<Start> START =
      Field.withDefault(
          "start",
          Words.choice(Start.class),
          "in",
          Text.of("Whether a target that was never checked is used.", "한 번도 검사하지 않은 대상을 쓸지 여부."));

  static final Section<Health> SHAPE =
      Section.checked(
          "health",
          List.of(
              GET, HOST, HEADERS, STATUS, BODY, TCP, GRPC, EVERY, WHILE_OUT, TIMEOUT, FAIL, PASS,
              START),
          HealthSection::health);

  /** Before the first check. */
  private enum Start {
    IN,
    OUT
  }

  private HealthSection() {}

  private static Field<Duration> time(
      String name, String least, String most, String yaml, Text doc) {
    return Field.withDefault(name, Quantities.duration(least, most), yaml, doc);
  }

  private static Field<Integer> count(String name, String yaml, Text doc) {
    return Field.withDefault(name, Quantities.number(1, 100), yaml, doc);
  }

  private static Scalar<String> optionalText() {
    return Scalar.of(WORDS, Map.of("type", "string"), (text, node, reading) -> Optional.of(text));
  }

  private static Statuses statuses(String text) {
    if (!text.matches("[1-5][0-9]{2}(-[1-5][0-9]{2})?")) {
      throw new IllegalArgumentException(text);
    }
    int from = Integer.parseInt(text.substring(0, 3));
    return new Statuses(from, text.length() == 3 ? from : Integer.parseInt(text.substring(4)));
  }

  private static Optional<Health> health(Values v, Reading reading) {
    if (Stream.of(GET, TCP, GRPC).filter(v::says).count() != 1) {
      reading.report(
          ConfigCode.ONE_OF_TWO,
          v.place(),
          Optional.empty(),
          Text.same("get, tcp"),
          Text.same("grpc"));
      return Optional.empty();
    }
    Probe probe = v.get(TCP).or(() -> v.get(GRPC).map(s -> grpc(s, v))).orElseGet(() -> http(v));
    long every = v.get(EVERY).toNanos();
    return Optional.of(
        new Health(
            v.place(),
            new HealthCheck(
                probe,
                every,
                v.get(WHILE_OUT).map(Duration::toNanos).orElse(every),
                v.get(TIMEOUT).toNanos(),
                v.get(FAIL),
                v.get(PASS),
                v.get(START) == Start.OUT)));
  }

  private static Map<String, String> headers(Values v) {
    Map<String, String> headers = new LinkedHashMap<>();
    v.get(HEADERS).forEach(h -> headers.put(h.getKey(), h.getValue()));
    return headers;
  }

  private static Probe grpc(String service, Values v) {
    return new Probe.Grpc(service, v.get(HOST).orElse(""), headers(v));
  }

  private static Probe http(Values v) {
    return new Probe.Http(
        v.get(GET).orElse("/"),
        v.get(HOST).orElse(""),
        headers(v),
        v.get(STATUS),
        v.get(BODY).orElse(""));
  }
}
