package naru.app.config.read;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.app.config.Guards;
import naru.app.config.problem.Advice;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Excerpt;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Nearest;
import naru.app.text.Text;
import naru.gateway.guard.config.LimitBy;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Limits of a {@code guard}: rates, what is under way at once, bandwidth, circuits. */
final class GuardLimits {
  private static final String KINDS = "client, route, consumer, header NAME";
  private static final Pattern FREQUENCY = Pattern.compile("([0-9]{1,9})/([0-9]{0,6})(s|m|h|d)");
  private static final Map<String, Long> SECONDS =
      Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);
  private static final long LONGEST_SECONDS = 86_400;
  private static final int MOST_KEYS = 1 << 20;
  private static final int USUAL_KEYS = 1 << 14;

  /** How many in which time. */
  private record Frequency(int requests, Duration per) {}

  private static final Scalar<Frequency> FREQUENCIES =
      Scalar.of(
          Text.of(
              "requests in a time such as 10/s, 100/m or 5/10s",
              "시간당 요청 수 (예: 10/s, 100/m, 5/10s)"),
          Map.of("type", "string", "pattern", "^[0-9]+/[0-9]*(s|m|h|d)$"),
          ConfigCode.BAD_RATE,
          GuardLimits::frequency);
  private static final Scalar<LimitBy> BY_SHAPE =
      Scalar.of(
          Text.of("one of " + KINDS, KINDS + " 가운데 하나"), Map.of("type", "string"), GuardLimits::by);

  private static final Field<Optional<String>> NAME =
      Field.maybe(
          "name",
          Tokens.NAME,
          Text.of("As traces, metrics and clients are told it.", "추적, 지표, 클라이언트에 나오는 이름."));
  private static final Field<LimitBy> BY =
      Field.withDefault(
          "by",
          BY_SHAPE,
          "client",
          Text.of("What counts together: " + KINDS + ".", "함께 셀 단위: " + KINDS + "."));
  private static final Field<Integer> KEYS =
      Field.withDefault(
          "keys",
          Quantities.number(1, MOST_KEYS),
          Integer.toString(USUAL_KEYS),
          Text.of("How many of these are told apart.", "구분할 최대 개수."));
  private static final Field<Boolean> DRY_RUN =
      Field.withDefault(
          "dry-run",
          Words.bool(),
          "false",
          Text.of("Only tells what it would refuse.", "거부하지 않고 알리기만 합니다."));

  private static final Field<Frequency> ALLOW =
      Field.required("allow", FREQUENCIES, Text.of("So many in a time.", "시간당 허용할 요청 수."));
  private static final Field<Integer> BURST =
      Field.withDefault(
          "burst",
          Quantities.number(0, 1_000_000),
          "0",
          Text.of(
              "How many may come at once after a pause; 0 for as many as in the time.",
              "쉬었다가 한꺼번에 올 수 있는 수. 0이면 시간당 허용 수와 같습니다."));
  private static final Field<Boolean> TELL =
      Field.withDefault(
          "tell",
          Words.bool(),
          "false",
          Text.of(
              "Each response tells what is left, in RateLimit fields.",
              "응답마다 남은 수를 RateLimit 필드로 알립니다."));
  static final Field<List<Guards.RateLimit>> RATES =
      Field.withDefault(
          "rates",
          OneOrMany.of(
              Shorthand.of(
                  FREQUENCIES.as(
                      (place, f) ->
                          new Guards.RateLimit(
                              place,
                              Optional.empty(),
                              f.requests(),
                              f.per(),
                              0,
                              new LimitBy.Client(),
                              USUAL_KEYS,
                              false,
                              false)),
                  Section.of(
                      "a rate",
                      List.of(NAME, ALLOW, BURST, BY, KEYS, TELL, DRY_RUN),
                      GuardLimits::rate))),
          "[]",
          Text.of("Requests in a time; 429 for more.", "시간당 요청 수. 넘으면 429로 답합니다."));

  private static final Field<Integer> MOST =
      Field.required(
          "most", Quantities.number(1, 1_000_000), Text.of("So many at once.", "동시에 허용할 수."));
  static final Field<List<Guards.RateLimit>> CONCURRENT =
      Field.withDefault(
          "concurrent",
          OneOrMany.of(
              Section.of("concurrent", List.of(NAME, MOST, BY, DRY_RUN), GuardLimits::concurrent)),
          "[]",
          Text.of(
              "Requests under way at once by client and so on; 429 for more.",
              "클라이언트 등이 동시에 진행할 수 있는 요청 수. 넘으면 429로 답합니다."));

  private static final Field<Long> RATE =
      Field.required(
          "rate", Quantities.rate("8Kbit", "100Gbit"), Text.of("At most so fast.", "최대 속도."));
  private static final Field<Boolean> OF =
      Field.withDefault(
          "of",
          Words.choice(Map.of("responses", false, "requests", true)),
          "responses",
          Text.of("Which bodies: of responses or of requests.", "어느 본문인지: 응답 또는 요청."));
  private static final Field<Long> BURST_BYTES =
      Field.withDefault(
          "burst",
          Quantities.size("0B", "1GiB"),
          "64KiB",
          Text.of("So much goes at once.", "한꺼번에 보낼 양."));
  private static final Field<Optional<LimitBy>> SHARED_BY =
      Field.maybe(
          "by",
          BY_SHAPE,
          Text.of(
              "Whose bodies share it: " + KINDS + "; each body has it for itself if not said.",
              "속도를 나눠 쓸 단위: " + KINDS + ". 쓰지 않으면 본문마다 따로."));
  static final Field<List<Guards.Bandwidth>> BANDWIDTH =
      Field.withDefault(
          "bandwidth",
          OneOrMany.of(
              Shorthand.of(
                  Quantities.rate("8Kbit", "100Gbit")
                      .as(
                          (place, bits) ->
                              new Guards.Bandwidth(
                                  place, false, bits, 64 * 1024, Optional.empty(), USUAL_KEYS)),
                  Section.of(
                      "bandwidth",
                      List.of(RATE, OF, BURST_BYTES, SHARED_BY, KEYS),
                      v ->
                          new Guards.Bandwidth(
                              v.place(),
                              v.get(OF),
                              v.get(RATE),
                              v.get(BURST_BYTES),
                              v.get(SHARED_BY),
                              v.get(KEYS))))),
          "[]",
          Text.of("How fast bodies go.", "본문의 속도."));

  private static final Field<Integer> REQUESTS =
      Field.withDefault(
          "requests",
          Quantities.number(1, 1_000_000),
          "1024",
          Text.of("So many under way at once.", "동시에 진행할 요청 수."));
  private static final Field<Integer> QUEUE =
      Field.withDefault(
          "queue",
          Quantities.number(0, 100_000),
          "0",
          Text.of("So many more may wait.", "더 기다릴 수 있는 수."));
  private static final Field<Duration> WAIT =
      Field.withDefault(
          "wait",
          Quantities.duration("1ms", "5m"),
          "1s",
          Text.of("For how long; 503 after that.", "기다리는 시간. 지나면 503으로 답합니다."));
  private static final Field<Boolean> ADAPTIVE =
      Field.withDefault(
          "adaptive",
          Words.bool(),
          "false",
          Text.of(
              "Finds the limit from the latency, between 'least' and 'requests'.",
              "지연을 보고 least와 requests 사이에서 한도를 찾습니다."));
  private static final Field<Integer> LEAST =
      Field.withDefault(
          "least",
          Quantities.number(1, 1_000_000),
          "4",
          Text.of("Of an adaptive limit.", "adaptive일 때 최소 한도."));
  static final Field<Optional<Guards.Circuit>> LIMITS =
      Field.maybe(
          "limits",
          Section.checked(
              "limits of requests",
              List.of(REQUESTS, QUEUE, WAIT, ADAPTIVE, LEAST),
              GuardLimits::circuit),
          Text.of(
              "Requests under way to what is behind; more wait or get 503.",
              "뒤쪽으로 진행 중인 요청 수. 넘으면 기다리거나 503을 받습니다."));

  private GuardLimits() {}

  static List<Guards.RateLimit> rates(Values v) {
    List<Guards.RateLimit> all = new ArrayList<>(v.get(RATES));
    all.addAll(v.get(CONCURRENT));
    return all;
  }

  /** An upstream's name, which must be defined. */
  static Scalar<String> upstreamName() {
    return Scalar.of(
        Tokens.NAME.noun(),
        Tokens.NAME.schema(),
        (text, node, reading) -> {
          Optional<String> name = Tokens.NAME.decode(node, reading);
          name.ifPresent(n -> reading.refers(reading.place(node), n));
          return name;
        });
  }

  private static Guards.RateLimit rate(Values v) {
    return new Guards.RateLimit(
        v.place(),
        v.get(NAME),
        v.get(ALLOW).requests(),
        v.get(ALLOW).per(),
        v.get(BURST),
        v.get(BY),
        v.get(KEYS),
        v.get(TELL),
        v.get(DRY_RUN));
  }

  private static Guards.RateLimit concurrent(Values v) {
    return new Guards.RateLimit(
        v.place(), v.get(NAME), v.get(MOST), Duration.ZERO, 0, v.get(BY), 0, false, v.get(DRY_RUN));
  }

  private static Optional<Guards.Circuit> circuit(Values v, Reading reading) {
    boolean adaptive = v.get(ADAPTIVE);
    int least = adaptive || v.says(LEAST) ? v.get(LEAST) : 1;
    if (least > v.get(REQUESTS)) {
      String most = Integer.toString(v.get(REQUESTS));
      reading.report(
          ConfigCode.OUT_OF_RANGE,
          v.says(LEAST) ? v.place(LEAST) : v.place(REQUESTS),
          Optional.empty(),
          Text.same(Integer.toString(least)),
          Text.same("1"),
          Text.same(most));
      return Optional.empty();
    }
    return Optional.of(
        new Guards.Circuit(v.place(), v.get(REQUESTS), v.get(QUEUE), v.get(WAIT), adaptive, least));
  }

  private static Frequency frequency(String text) {
    Matcher m = FREQUENCY.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(text);
    }
    int requests = Integer.parseInt(m.group(1));
    long seconds =
        (m.group(2).isEmpty() ? 1 : Long.parseLong(m.group(2)))
            * SECONDS.getOrDefault(m.group(3), 1L);
    if (requests < 1 || requests > 1_000_000 || seconds < 1 || seconds > LONGEST_SECONDS) {
      throw new IllegalArgumentException(text);
    }
    return new Frequency(requests, Duration.ofSeconds(seconds));
  }

  private static Optional<LimitBy> by(String text, ScalarNode node, Reading reading) {
    Optional<LimitBy> known =
        switch (text) {
          case "client" -> Optional.of(new LimitBy.Client());
          case "route" -> Optional.of(new LimitBy.Route());
          case "consumer" -> Optional.of(new LimitBy.Consumer());
          default ->
              text.matches("header [!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}")
                  ? Optional.of(new LimitBy.Header(text.substring(7).toLowerCase(Locale.ROOT)))
                  : Optional.empty();
        };
    if (known.isEmpty()) {
      Optional<Text> help =
          Nearest.to(text, List.of("client", "route", "consumer")).map(Advice::meant);
      Text shown = Text.same(Excerpt.of(text));
      reading.report(ConfigCode.NOT_ONE_OF, reading.place(node), help, shown, Text.same(KINDS));
    }
    return known;
  }
}
