package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Field;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Section;
import naru.app.config.shape.Values;
import naru.app.text.Text;
import naru.gateway.config.Retrying.BackOff;

/** {@code retry-back-off: { base: 25ms, max: 250ms, retry-after: 1s }}. */
final class BackOffSection {
  private static final Field<Duration> BASE =
      time(
          "base",
          "25ms",
          Text.of(
              "The first pause is at random up to this, each further one up to twice as much; 0s"
                  + " for none.",
              "첫 번째 대기의 최대 시간. 실제 대기는 그 안에서 무작위이고 최대 시간은 매번 두 배가 됩니다. 0s면 기다리지 않습니다."));
  private static final Field<Duration> MAX =
      time("max", "250ms", Text.of("But never up to more.", "최대 시간이 커지는 한도."));
  private static final Field<Duration> RETRY_AFTER =
      time(
          "retry-after",
          "1s",
          Text.of(
              "The longest Retry-After that is waited for where no other target can be asked, and"
                  + " the longest grpc-retry-pushback-ms of a call without a time limit; an answer"
                  + " that asks for more is passed on.",
              "다른 대상이 없을 때 기다려 주는 Retry-After의 한도이며, 시간 제한이 없는 gRPC 호출의"
                  + " grpc-retry-pushback-ms 한도. 더 길면 응답을 그대로 전달합니다."));

  static final Field<BackOff> BACK_OFF =
      Field.withDefault(
          "retry-back-off",
          Section.checked(
              "retry-back-off", List.of(BASE, MAX, RETRY_AFTER), BackOffSection::backOff),
          "{}",
          Text.of("How long a try waits that follows a failed one.", "실패한 뒤 다시 시도하기까지 기다리는 시간."));

  private BackOffSection() {}

  private static Field<Duration> time(String name, String yaml, Text doc) {
    return Field.withDefault(name, Quantities.duration("0s", "1m"), yaml, doc);
  }

  private static Optional<BackOff> backOff(Values v, Reading reading) {
    Duration base = v.get(BASE);
    Duration max = v.get(MAX);
    if (base.compareTo(max) > 0) {
      reading.report(
          ConfigCode.NOT_SHORTER,
          v.place(v.says(BASE) ? BASE : MAX),
          Optional.empty(),
          Text.same("base"),
          Text.same("max"),
          Text.same(base.toMillis() + "ms"),
          Text.same(max.toMillis() + "ms"));
      return Optional.empty();
    }
    return Optional.of(new BackOff(base.toNanos(), max.toNanos(), v.get(RETRY_AFTER).toNanos()));
  }
}
