package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import naru.app.config.problem.Advice;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Excerpt;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.Values;
import naru.app.text.Nearest;
import naru.app.text.Text;
import naru.base.IpRange;
import naru.gateway.change.config.Fault;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** {@code fault} of a route: what goes wrong on purpose. */
final class FaultSection {
  private static final Field<Double> SHARE =
      Field.withDefault(
          "share", Quantities.percent(), "100%", Text.of("Of the requests.", "요청의 비율."));

  private static final Field<Duration> FOR =
      Field.required(
          "for", Quantities.duration("1ms", "10m"), Text.of("How long they wait.", "늦추는 시간."));
  private static final Field<Optional<Fault.Delay>> DELAY =
      Field.maybe(
          "delay",
          Shorthand.of(
              Quantities.duration("1ms", "10m")
                  .as((place, time) -> new Fault.Delay(time.toNanos(), 100)),
              Section.of(
                  "delay",
                  List.of(FOR, SHARE),
                  v -> new Fault.Delay(v.get(FOR).toNanos(), v.get(SHARE)))),
          Text.of("Requests wait before they go on.", "요청을 늦춥니다."));

  private static final String RESET = "reset";
  private static final Scalar<Integer> CODE = Quantities.number(400, 599);

  /** Empty for a reset. */
  private static final Scalar<OptionalInt> ENDING =
      Scalar.of(
          Text.of("a status of 400 to 599, or reset", "400~599 상태 코드, 또는 reset"),
          Map.of("anyOf", List.of(CODE.schema(), Map.of("const", RESET))),
          FaultSection::ending);

  private static final Field<OptionalInt> STATUS =
      Field.withDefault(
          "status",
          ENDING,
          "503",
          Text.of(
              "The status of the answer; reset for none: the connection is reset (RST), in HTTP/2"
                  + " the stream.",
              "답의 상태 코드. reset이면 답 없이 연결(HTTP/2에서는 스트림)을 재설정합니다."));
  private static final Field<Optional<Fault.Abort>> ABORT =
      Field.maybe(
          "abort",
          Shorthand.of(
              ENDING.as((place, status) -> new Fault.Abort(status, 100)),
              Section.of(
                  "abort",
                  List.of(STATUS, SHARE),
                  v -> new Fault.Abort(v.get(STATUS), v.get(SHARE)))),
          Text.of("Requests are answered with a failure, or reset.", "요청에 오류로 답하거나 재설정합니다."));

  private static final Field<List<IpRange>> CLIENTS =
      Field.withDefault(
          "clients",
          OneOrMany.of(Addresses.range()),
          "[]",
          Text.of(
              "Whose requests; all if not said. Trusted forwarding fields tell where they are.",
              "대상 클라이언트의 주소 범위. 쓰지 않으면 모두. 믿는 프록시가 알린 주소를 봅니다."));
  private static final Field<Optional<String>> HEADER =
      Field.maybe(
          "header",
          Tokens.FIELD_NAME,
          Text.of(
              "Only requests with this field, whose value says what happens: delay, abort or both."
                  + " Needs 'clients'.",
              "이 필드가 있는 요청만. 값이 delay, abort 또는 둘 다로 할 일을 정합니다. 'clients'가 있어야" + " 합니다."));

  static final Field<Optional<Fault>> FAULT =
      Field.maybe(
          "fault",
          Section.checked("fault", List.of(DELAY, ABORT, CLIENTS, HEADER), FaultSection::fault),
          Text.of(
              "Goes wrong on purpose, to try how programs bear it.", "프로그램이 견디는지 보려고 일부러 냅니다."));

  private FaultSection() {}

  private static Optional<OptionalInt> ending(String text, ScalarNode node, Reading reading) {
    if (text.equals(RESET)) {
      return Optional.of(OptionalInt.empty());
    }
    if (!text.matches("-?[0-9]+")) {
      Optional<Text> help = Nearest.to(text, List.of(RESET)).map(Advice::meant);
      Text shown = Text.same(Excerpt.of(text));
      Text known = Text.of("400 to 599, reset", "400~599, reset");
      reading.report(ConfigCode.NOT_ONE_OF, reading.place(node), help, shown, known);
      return Optional.empty();
    }
    return CODE.decode(node, reading)
        .filter(status -> isWhole(status, node, reading))
        .map(OptionalInt::of);
  }

  private static boolean isWhole(int status, ScalarNode node, Reading reading) {
    Optional<String> needed = Fault.Abort.needs(status);
    needed.ifPresent(
        field ->
            reading.report(
                ConfigCode.STATUS_NEEDS_FIELD,
                node,
                Text.same(Integer.toString(status)),
                Text.same(field)));
    return needed.isEmpty();
  }

  private static Optional<Fault> fault(Values v, Reading reading) {
    boolean said = v.says(DELAY) || v.says(ABORT);
    if (!said) {
      reading.report(ConfigCode.NO_FAULT, v.place(), Optional.empty());
    }
    boolean open = v.says(HEADER) && !v.says(CLIENTS);
    if (open) {
      reading.report(ConfigCode.FAULTS_FOR_ALL, v.place(HEADER), Optional.empty());
    }
    boolean good = v.get(DELAY).isPresent() || v.get(ABORT).isPresent();
    boolean closed = v.get(HEADER).isEmpty() || !v.get(CLIENTS).isEmpty();
    return good && closed
        ? Optional.of(new Fault(v.get(DELAY), v.get(ABORT), v.get(CLIENTS), v.get(HEADER)))
        : Optional.empty();
  }
}
