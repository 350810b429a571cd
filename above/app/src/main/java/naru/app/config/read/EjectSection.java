package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.Upstream.Ejection;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Field;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.SwitchOr;
import naru.app.config.shape.Values;
import naru.app.text.Text;
import naru.gateway.config.Outliers;

/** {@code eject}: what requests themselves show of an upstream's targets. */
final class EjectSection {
  private static final Text DECIMAL = Text.of("a number such as 1.9", "숫자 (예: 1.9)");

  private static final Field<Integer> AFTER =
      count(
          "after",
          0,
          1000,
          "5",
          Text.of(
              "Failed requests in a row that take a target out; 0 for never.",
              "제외하기까지 연속 실패한 요청 수. 0이면 제외하지 않습니다."));
  private static final Field<Duration> PAUSE =
      time("pause", "100ms", "1h", "30s", Text.of("For how long.", "제외하는 시간."));
  private static final Field<Double> AT_MOST =
      percent(
          "at-most",
          "50%",
          Text.of("Never more of the targets than this.", "한꺼번에 제외하는 대상의 최대 비율."));

  private static final Field<Double> FACTOR =
      decimal(
          "factor",
          "1.9",
          Text.of(
              "Standard deviations below the mean of all; of n targets none is further off than"
                  + " the square root of n - 1.",
              "전체 평균보다 표준편차의 몇 배 낮으면 제외할지. 대상이 n개면 n - 1의 제곱근보다 멀 수 없습니다."));
  private static final Field<Integer> SUCCESS_HOSTS =
      hosts("5", Text.of("So many targets must have enough requests.", "요청이 충분해야 하는 대상 수."));
  private static final Field<Integer> SUCCESS_REQUESTS =
      requests(Text.of("What is enough.", "충분하다고 보는 요청 수."));
  private static final Field<Double> BELOW =
      percent(
          "below",
          "95%",
          Text.of("Who serves no less than this stays.", "성공률이 이보다 낮지 않으면 제외하지 않습니다."));
  private static final Field<Optional<Outliers.BySuccess>> SUCCESS =
      rule(
          "success-rate",
          Section.of(
              "success-rate",
              List.of(FACTOR, SUCCESS_HOSTS, SUCCESS_REQUESTS, BELOW),
              v ->
                  new Outliers.BySuccess(
                      v.get(FACTOR), v.get(SUCCESS_HOSTS), v.get(SUCCESS_REQUESTS), v.get(BELOW))),
          Text.of(
              "Takes out who answers 5xx, or not at all, much more often than the others.",
              "다른 대상보다 5xx나 무응답이 훨씬 많은 대상을 제외합니다."));

  private static final Field<Double> TIMES =
      decimal(
          "times", "3", Text.of("As long as the median of the others.", "다른 대상들 중앙값의 몇 배면 제외할지."));
  private static final Field<Integer> LATENCY_HOSTS =
      hosts("3", Text.of("So many targets must have enough answers.", "응답이 충분해야 하는 대상 수."));
  private static final Field<Integer> LATENCY_REQUESTS =
      requests(Text.of("What is enough.", "충분하다고 보는 응답 수."));
  private static final Field<Duration> LEAST =
      time(
          "least",
          "0s",
          "1m",
          "50ms",
          Text.of("Who answers sooner than this stays.", "응답이 이보다 빠르면 제외하지 않습니다."));
  private static final Field<Optional<Outliers.ByLatency>> LATENCY =
      rule(
          "latency",
          Section.of(
              "latency",
              List.of(TIMES, LATENCY_HOSTS, LATENCY_REQUESTS, LEAST),
              v ->
                  new Outliers.ByLatency(
                      v.get(TIMES),
                      v.get(LATENCY_HOSTS),
                      v.get(LATENCY_REQUESTS),
                      v.get(LEAST).toNanos())),
          Text.of(
              "Takes out whose answers begin much later than those of the others.",
              "다른 대상보다 응답이 훨씬 늦은 대상을 제외합니다."));
  private static final Field<Duration> EVERY =
      time(
          "every",
          "100ms",
          "1h",
          "10s",
          Text.of(
              "How often targets are compared, by what happened since.",
              "대상을 서로 비교하는 주기. 그 사이의 요청만 봅니다."));

  static final Field<Ejection> EJECT =
      Field.withDefault(
          "eject",
          Section.of(
              "eject",
              List.of(AFTER, PAUSE, AT_MOST, SUCCESS, LATENCY, EVERY),
              v ->
                  new Ejection(v.place(), v.get(AFTER), v.get(PAUSE), v.get(AT_MOST), outliers(v))),
          "{}",
          Text.of("What requests do to a target that fails them.", "요청 결과에 따라 대상을 제외하는 조건."));

  private EjectSection() {}

  private static Optional<Outliers> outliers(Values v) {
    return v.get(SUCCESS).isEmpty() && v.get(LATENCY).isEmpty()
        ? Optional.empty()
        : Optional.of(new Outliers(v.get(EVERY).toNanos(), v.get(SUCCESS), v.get(LATENCY)));
  }

  private static Field<Duration> time(
      String name, String least, String most, String yaml, Text doc) {
    return Field.withDefault(name, Quantities.duration(least, most), yaml, doc);
  }

  private static Field<Integer> count(String name, int least, int most, String yaml, Text doc) {
    return Field.withDefault(name, Quantities.number(least, most), yaml, doc);
  }

  private static Field<Integer> hosts(String yaml, Text doc) {
    return count("hosts", 2, 1000, yaml, doc);
  }

  private static Field<Integer> requests(Text doc) {
    return count("requests", 1, 1_000_000, "100", doc);
  }

  /** A rule that compares targets, off unless said. */
  private static <T> Field<Optional<T>> rule(String name, Section<T> section, Text doc) {
    return Field.withDefault(name, SwitchOr.of(section, (place, rule) -> rule), "false", doc);
  }

  private static Field<Double> percent(String name, String yaml, Text doc) {
    return Field.withDefault(name, Quantities.percent(), yaml, doc);
  }

  /** More than 1, with one decimal. */
  private static Field<Double> decimal(String name, String yaml, Text doc) {
    return Field.withDefault(
        name,
        Scalar.of(
            DECIMAL,
            Map.of("type", "number", "exclusiveMinimum", 1, "maximum", 99),
            ConfigCode.BAD_DECIMAL,
            EjectSection::decimalOf),
        yaml,
        doc);
  }

  private static Double decimalOf(String text) {
    double value = text.matches("[1-9][0-9]?(\\.[0-9])?") ? Double.parseDouble(text) : 0;
    if (value <= 1) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }
}
