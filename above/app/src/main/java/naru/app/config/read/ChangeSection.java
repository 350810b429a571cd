package naru.app.config.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.SwitchOr;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.gateway.change.config.Answer;
import naru.gateway.change.config.Changes;
import naru.gateway.change.config.Coding;
import naru.gateway.change.config.Compression;
import naru.gateway.change.config.Cors;
import naru.gateway.change.config.HeaderChange;
import naru.gateway.change.config.Mirror;
import naru.gateway.change.config.Redirect;
import naru.gateway.change.config.Rewrite;
import naru.gateway.change.config.Timeouts;

/** What a route changes on the way; its keys stand among those of the route. */
final class ChangeSection {
  static final Field<Optional<Redirect>> REDIRECT =
      Field.maybe(
          "redirect",
          RedirectSection.SHAPE,
          Text.of("Sends the client elsewhere, instead of 'to'.", "'to' 대신 클라이언트를 다른 곳으로 보냅니다."));

  private static final Field<Integer> STATUS =
      Field.withDefault(
          "status", Quantities.number(200, 599), "200", Text.of("The status.", "상태 코드."));
  private static final Field<List<HeaderChange.Line>> HEADERS =
      Field.withDefault("headers", HeaderSection.LINES, "{}", Text.of("Its fields.", "헤더 필드."));
  private static final Field<Optional<String>> BODY =
      Field.maybe(
          "body",
          Scalar.of(
              Text.of("a text of at most 64 KiB", "64 KiB 이하의 텍스트"),
              Map.of("type", "string"),
              ConfigCode.BAD_SIZE,
              ChangeSection::bodyOf),
          Text.of("Its body.", "본문."));
  static final Field<Optional<Answer>> RESPOND =
      Field.maybe(
          "respond",
          Shorthand.of(
              Quantities.number(200, 599).as((place, status) -> new Answer(status, List.of(), "")),
              Section.of(
                  "respond",
                  List.of(STATUS, HEADERS, BODY),
                  v -> new Answer(v.get(STATUS), v.get(HEADERS), v.get(BODY).orElse("")))),
          Text.of("Answers from here, instead of 'to'.", "'to' 대신 여기 적은 대로 답합니다."));

  private static final Field<Optional<String>> HOST =
      Field.maybe(
          "host",
          Words.matching(
              Text.of("a host, perhaps with its port", "호스트 (포트를 쓸 수 있음)"),
              "[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?",
              ConfigCode.BAD_DOMAIN),
          Text.of("Instead of the client's.", "클라이언트가 쓴 호스트 대신."));
  private static final Field<Boolean> REDIRECTS =
      Field.withDefault(
          "redirects",
          Words.bool(),
          "true",
          Text.of(
              "Leads redirects of the servers back to the client's host and prefix.",
              "서버의 리다이렉트를 클라이언트 쪽 호스트와 경로로 되돌립니다."));
  private static final Field<Optional<Rewrite>> REWRITE =
      Field.maybe(
          "rewrite",
          Section.checked("rewrite", rewriteFields(), ChangeSection::rewrite),
          Text.of("What servers are asked instead.", "서버에 다르게 요청합니다."));

  private static final Field<HeaderChange> REQUEST =
      HeaderSection.field(
          "request-headers", Text.of("Fields of forwarded requests.", "전달하는 요청의 필드."));
  private static final Field<HeaderChange> RESPONSE =
      HeaderSection.field("response-headers", Text.of("Fields of responses.", "응답의 필드."));
  private static final Field<Optional<Cors>> CORS =
      Field.maybe(
          "cors",
          CorsSection.SHAPE,
          Text.of("Other sites whose pages may use this.", "이 응답을 쓸 수 있는 다른 사이트."));

  private static final Field<List<Coding>> CODINGS =
      Field.withDefault(
          "codings",
          OneOrMany.some(Words.choice(codings())),
          "[zstd, br, gzip]",
          Text.of("The preferred first.", "앞의 것을 먼저 씁니다."));
  private static final Field<List<String>> TYPES =
      Field.withDefault(
          "types",
          OneOrMany.some(
              Words.matching(
                  Text.of("a media type such as text/* or *+json", "미디어 타입 (예: text/*, *+json)"),
                  "[a-z]+/(\\*|[a-z0-9.+-]+)|\\*\\+[a-z0-9.-]+",
                  ConfigCode.BAD_NAME)),
          String.join(", ", quoted(Compression.TYPES)).transform(t -> "[" + t + "]"),
          Text.of("Media types.", "미디어 타입."));
  private static final Field<Long> LEAST =
      Field.withDefault(
          "min-size",
          Quantities.size("0B", "1GiB"),
          "1KiB",
          Text.of("Shorter responses stay as they are.", "이보다 짧은 응답은 그대로 둡니다."));
  private static final Field<Optional<Compression>> COMPRESS =
      Field.withDefault(
          "compress",
          SwitchOr.of(
              Section.of(
                  "compress",
                  List.of(CODINGS, TYPES, LEAST),
                  v -> new Compression(v.get(CODINGS), v.get(TYPES), v.get(LEAST))),
              (place, c) -> c),
          "false",
          Text.of(
              "Compresses responses. Not where they hold secrets beside what strangers may put in.",
              "응답을 압축합니다. 비밀과 남이 넣은 값이 함께 있는 응답에는 쓰지 마세요."));

  private static final Field<String> TO =
      Field.required("to", Destinations.UPSTREAM, Text.of("An upstream.", "업스트림 이름."));
  private static final Field<Double> SHARE =
      Field.withDefault(
          "share", Quantities.percent(), "100%", Text.of("Of the requests.", "복사할 요청의 비율."));
  private static final Field<Long> MIRROR_BODY =
      Field.withDefault(
          "body",
          Quantities.size("0B", "16MiB"),
          "64KiB",
          Text.of("Requests with longer bodies are left out.", "본문이 더 길면 복사하지 않습니다."));
  private static final Field<List<Mirror>> MIRROR =
      Field.withDefault(
          "mirror",
          OneOrMany.of(
              Shorthand.of(
                  Destinations.UPSTREAM.as((place, u) -> new Mirror(u, 100, 64 * 1024)),
                  Section.of(
                      "mirror",
                      List.of(TO, SHARE, MIRROR_BODY),
                      v -> new Mirror(v.get(TO), v.get(SHARE), v.get(MIRROR_BODY))))),
          "[]",
          Text.of(
              "Upstreams that get a copy; what they answer is not used.",
              "요청을 복사해 보낼 업스트림. 답은 쓰지 않습니다."));

  private static final Field<Optional<Duration>> WHOLE =
      Field.maybe(
          "request",
          Quantities.duration("10ms", "1d"),
          Text.of("From the request to the end of the response.", "요청부터 응답 끝까지."));
  private static final Field<Optional<Duration>> BACKEND =
      Field.maybe(
          "backend",
          Quantities.duration("10ms", "1d"),
          Text.of("Each try on a server.", "서버에 보내는 시도마다."));
  private static final Field<Timeouts> TIMEOUTS =
      Field.withDefault(
          "timeouts",
          Section.of(
              "timeouts of a route",
              List.of(WHOLE, BACKEND),
              v -> new Timeouts(nanos(v.get(WHOLE)), nanos(v.get(BACKEND)))),
          "{}",
          Text.of("How long a request may take.", "요청의 제한 시간."));
  private static final Field<Optional<Long>> BODY_LIMIT =
      Field.maybe(
          "body-limit",
          Quantities.size("1B", "1TiB"),
          Text.of("Largest body of a request.", "요청 본문의 최대 크기."));
  private static final Field<List<String>> UPGRADE =
      Field.withDefault(
          "upgrade",
          OneOrMany.of(Words.choice(Map.of("websocket", "websocket"))),
          "[websocket]",
          Text.of("Protocols that a connection may change to.", "연결을 바꿀 수 있는 프로토콜."));

  private ChangeSection() {}

  static List<Field<?>> fields() {
    return List.of(
        REDIRECT,
        RESPOND,
        REWRITE,
        REQUEST,
        RESPONSE,
        CORS,
        COMPRESS,
        MIRROR,
        TIMEOUTS,
        BODY_LIMIT,
        UPGRADE,
        FaultSection.FAULT);
  }

  static Changes changes(Values v) {
    return new Changes(
        v.get(REDIRECT),
        v.get(RESPOND),
        v.get(REWRITE),
        v.get(REQUEST),
        v.get(RESPONSE),
        v.get(CORS),
        v.get(COMPRESS),
        v.get(MIRROR),
        v.get(TIMEOUTS),
        v.get(BODY_LIMIT).orElse(0L),
        v.get(UPGRADE),
        v.get(FaultSection.FAULT));
  }

  /** Tells what is said for servers to a folder of files. */
  static void besideFiles(Values v, Reading reading) {
    Optional<Rewrite> rewrite = v.get(REWRITE);
    if (rewrite.flatMap(Rewrite::host).isPresent()) {
      ignored(v, REWRITE, HOST, reading);
    }
    if (rewrite.isPresent() && !rewrite.get().redirects()) {
      ignored(v, REWRITE, REDIRECTS, reading);
    }
    if (v.get(TIMEOUTS).backendNanos() > 0) {
      ignored(v, TIMEOUTS, BACKEND, reading);
    }
    if (v.says(UPGRADE)) {
      ignored(v, UPGRADE, UPGRADE, reading);
    }
  }

  private static void ignored(Values v, Field<?> key, Field<?> inner, Reading reading) {
    String name = key == inner ? key.name() : key.name() + "." + inner.name();
    reading.report(ConfigCode.NOT_FOR_FILES, v.place(key), Optional.empty(), Text.same(name));
  }

  private static List<Field<?>> rewriteFields() {
    List<Field<?>> all = new ArrayList<>(List.of(HOST, REDIRECTS));
    all.addAll(PathChanges.fields());
    return all;
  }

  private static Optional<Rewrite> rewrite(Values v, Reading reading) {
    return Optional.of(new Rewrite(v.get(HOST), PathChanges.of(v, reading), v.get(REDIRECTS)));
  }

  private static Map<String, Coding> codings() {
    Map<String, Coding> all = new LinkedHashMap<>();
    for (Coding coding : Coding.values()) {
      all.put(coding.word(), coding);
    }
    return all;
  }

  private static List<String> quoted(List<String> texts) {
    return texts.stream().map(t -> "'" + t + "'").toList();
  }

  private static String bodyOf(String text) {
    if (text.length() > Answer.MAX_BODY) {
      throw new IllegalArgumentException("too long");
    }
    return text;
  }

  private static long nanos(Optional<Duration> duration) {
    return duration.map(Duration::toNanos).orElse(0L);
  }
}
