package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import naru.app.config.TraceSettings;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Section;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.base.IpRange;
import naru.base.Place;

/** {@code trace}: what is recorded. */
final class TraceSection {
  private static final Field<Double> SAMPLE =
      Field.withDefault(
          "sample",
          Quantities.percent(),
          "100%",
          Text.of(
              "How many ordinary requests leave a trace; failed and slow ones always do.",
              "추적을 남기는 보통 요청의 비율. 실패하거나 느린 요청은 항상 남깁니다."));
  private static final Field<Duration> SLOW =
      Field.withDefault(
          "slow",
          Quantities.duration("1ms", "1h"),
          "1s",
          Text.of("From this time on a request counts as slow.", "이보다 오래 걸리면 느린 요청으로 봅니다."));
  private static final Field<Integer> PER_SECOND =
      Field.withDefault(
          "per-second",
          Quantities.number(0, 10_000),
          "50",
          Text.of(
              "At most so many ordinary requests leave a trace in a second; failed and slow ones"
                  + " always do.",
              "1초에 추적을 남기는 보통 요청의 최대 개수. 실패하거나 느린 요청은 항상 남깁니다."));
  private static final Field<Integer> KEEP =
      Field.withDefault(
          "keep",
          Quantities.number(1, 1_000_000),
          "10000",
          Text.of("At most so many traces are kept.", "보관하는 추적의 최대 개수."));
  private static final Field<Long> BODIES =
      Field.withDefault(
          "bodies",
          Quantities.size("0B", "16MiB"),
          "0B",
          Text.of("So much of each body is recorded.", "본문마다 기록하는 크기."));
  private static final Field<Boolean> PACKETS =
      Field.withDefault(
          "packets",
          Words.bool(),
          "true",
          Text.of(
              "Whether packets of the own stack are recorded, with all that is in them: redact does"
                  + " not reach there.",
              "자체 스택의 패킷을 내용까지 기록할지. redact는 여기에 미치지 않습니다."));
  private static final Field<Boolean> SECRETS =
      Field.withDefault(
          "secrets",
          Words.bool(),
          "false",
          Text.of(
              "Whether TLS secrets are recorded: then exported packets can be decrypted.",
              "TLS 비밀을 기록할지. 기록하면 내보낸 패킷을 복호화할 수 있습니다."));

  /** Settings that lack only the list of redacted fields and the place of the section. */
  private static final Section<Function<Outer, TraceSettings>> RECORD =
      Section.of(
          "trace.record",
          List.of(SAMPLE, SLOW, PER_SECOND, KEEP, BODIES, PACKETS, SECRETS),
          v ->
              outer ->
                  new TraceSettings(
                      outer.place(),
                      v.get(SAMPLE),
                      v.get(SLOW),
                      v.get(PER_SECOND),
                      v.get(KEEP),
                      v.get(BODIES),
                      v.get(PACKETS),
                      v.get(SECRETS),
                      outer.redact(),
                      outer.explain()));

  private record Outer(Place place, List<String> redact, List<IpRange> explain) {}

  private static final Field<Function<Outer, TraceSettings>> RECORDED =
      Field.withDefault("record", RECORD, "{}", Text.of("What is recorded.", "기록할 내용."));
  private static final Field<List<String>> REDACT =
      Field.withDefault(
          "redact",
          OneOrMany.of(Tokens.FIELD_NAME),
          "[authorization, proxy-authorization, cookie, set-cookie]",
          Text.of("Header fields whose values are never recorded.", "값을 절대 기록하지 않는 헤더 필드."));

  private static final Field<List<IpRange>> EXPLAIN =
      Field.withDefault(
          "explain",
          OneOrMany.of(Addresses.range()),
          "[]",
          Text.of(
              "Clients whose responses tell who made them and why: Naru-Why, Server-Timing.",
              "응답에 누가 왜 만들었는지(Naru-Why, Server-Timing) 알려줄 클라이언트."));

  static final Section<TraceSettings> SHAPE =
      Section.of(
          "trace",
          List.of(RECORDED, REDACT, EXPLAIN),
          v -> v.get(RECORDED).apply(new Outer(v.place(), v.get(REDACT), v.get(EXPLAIN))));

  private TraceSection() {}
}
