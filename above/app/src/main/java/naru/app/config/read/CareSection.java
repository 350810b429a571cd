package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.app.config.Care;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Section;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.base.Place;
import naru.gateway.config.Naming;
import naru.gateway.config.Retrying;
import naru.gateway.config.Selection;

/** What an upstream says of who may get a request, of repetitions and of names. */
final class CareSection {
  private static final Field<Double> BACKUP_BELOW =
      Field.withDefault(
          "backup-below",
          Quantities.percent(),
          "0%",
          Text.of(
              "Backups join while less of the others are healthy; 0% for while none is.",
              "정상인 주 대상의 비율이 이보다 낮으면 backup 대상도 씁니다. 0%면 하나도 없을 때만."));
  private static final Field<Double> PANIC_BELOW =
      Field.withDefault(
          "panic-below",
          Quantities.percent(),
          "0%",
          Text.of(
              "While less are healthy, all are used; 0% for never.",
              "정상인 대상의 비율이 이보다 낮으면 모두 씁니다. 0%면 쓰지 않습니다."));
  private static final Field<Integer> MAX_INFLIGHT =
      Field.withDefault(
          "max-inflight",
          Quantities.number(0, 1_000_000),
          "0",
          Text.of(
              "Requests under way at one target; 0 for no bound.",
              "대상 하나가 동시에 처리하는 최대 요청 수. 0이면 제한 없음."));
  private static final Field<Duration> SLOW_START =
      Field.withDefault(
          "slow-start",
          Quantities.duration("0s", "1h"),
          "0s",
          Text.of(
              "A target that is new or healthy again has its whole share after this.",
              "새로 추가되거나 복귀한 대상이 몫을 모두 맡기까지 걸리는 시간."));
  private static final Field<Duration> DRAIN =
      Field.withDefault(
          "drain",
          Quantities.duration("0s", "1d"),
          "5m",
          Text.of(
              "For so long clients stick to a target that was taken away or is drained.",
              "없어지거나 비우는 대상에 고정된 클라이언트를 계속 받는 시간."));

  private static final Field<String> HEADER =
      Field.required(
          "header", Tokens.FIELD_NAME, Text.of("The field that chooses.", "고르는 데 쓰는 헤더."));
  private static final Field<String> LABEL =
      Field.required("label", Tokens.NAME, Text.of("The label of the targets.", "대상의 레이블 이름."));
  private static final Field<Else> ELSE =
      Field.withDefault(
          "else",
          Words.choice(Else.class),
          "any",
          Text.of(
              "Whether others are used when nobody has the label's value.",
              "값이 맞는 대상이 없을 때 다른 대상을 쓸지 여부."));
  private static final Field<Optional<Selection.Subset>> SUBSET =
      Field.maybe(
          "subset",
          Section.of(
              "subset",
              List.of(HEADER, LABEL, ELSE),
              v -> new Selection.Subset(v.get(HEADER), v.get(LABEL), v.get(ELSE) == Else.ANY)),
          Text.of("Targets chosen by a field and their labels.", "헤더와 레이블로 대상을 고릅니다."));

  private static final Field<List<Retrying.On>> ON =
      Field.withDefault(
          "retry-on",
          OneOrMany.of(Words.choice(Retrying.On.class)),
          "[connect-failure, reset, refused-stream, timeout]",
          Text.of(
              "Which failures are tried again. grpc-*: a call that is refused by that code alone,"
                  + " whatever its method; name those by which nothing was done.",
              "다시 시도하는 실패. grpc-*는 응답이 그 코드뿐인 gRPC 호출을 메서드와 상관없이 다시 시도합니다."
                  + " 아무 일도 하지 않았다는 뜻의 코드만 적으세요."));
  private static final Field<Double> SHARE =
      Field.withDefault(
          "share",
          Quantities.percent(),
          "50%",
          Text.of("Of the requests under way.", "처리 중인 요청에 대한 비율."));
  private static final Field<Integer> PER_SECOND =
      Field.withDefault(
          "per-second",
          Quantities.number(0, 100_000),
          "100",
          Text.of("In any case.", "비율과 상관없이 허용하는 초당 횟수."));
  private static final Field<Integer> AT_ONCE =
      Field.withDefault(
          "at-once",
          Quantities.number(1, 100_000),
          "1000",
          Text.of("Never more at once, waiting ones too.", "동시에 진행하는(기다리는 것 포함) 최대 횟수."));
  private static final Field<Budget> BUDGET =
      Field.withDefault(
          "retry-budget",
          Section.of(
              "retry-budget",
              List.of(SHARE, PER_SECOND, AT_ONCE),
              v -> new Budget(v.get(SHARE).intValue(), v.get(PER_SECOND), v.get(AT_ONCE))),
          "{}",
          Text.of("How much is tried again at once.", "한꺼번에 다시 시도하는 양."));

  private static final Field<Duration> PER_TRY =
      Field.withDefault(
          "per-try",
          Quantities.duration("0s", "1h"),
          "0s",
          Text.of(
              "How long one try may take until its answer begins; 0s for no bound of its own.",
              "시도 하나의 응답이 시작될 때까지의 제한 시간. 0s면 따로 두지 않습니다."));
  private static final Field<Duration> HEDGE_AFTER =
      Field.withDefault(
          "hedge-after",
          Quantities.duration("0s", "1m"),
          "0s",
          Text.of(
              "An idempotent request without a body goes to a second target too after this; 0s for"
                  + " never.",
              "본문 없는 멱등 요청의 응답이 이만큼 늦으면 다른 대상에도 보냅니다. 0s면 보내지 않습니다."));

  private static final Field<Boolean> EACH =
      Field.withDefault(
          "each",
          Words.bool(),
          "false",
          Text.of("Each address of a name is a target.", "이름의 주소마다 따로 대상으로 씁니다."));
  private static final Field<Duration> LEAST =
      Field.withDefault(
          "least",
          Quantities.duration("100ms", "1h"),
          "1s",
          Text.of("Asked for again no sooner, however short the TTL.", "TTL이 짧아도 이보다 자주 묻지 않습니다."));
  private static final Field<Duration> MOST =
      Field.withDefault(
          "most",
          Quantities.duration("1s", "1d"),
          "5m",
          Text.of("Asked for again no later, however long the TTL.", "TTL이 길어도 이 안에 다시 묻습니다."));
  private static final Field<Naming> NAMES =
      Field.withDefault(
          "names",
          Section.of("names", List.of(EACH, LEAST, MOST), CareSection::naming),
          "{}",
          Text.of("How targets that are names are followed.", "이름으로 적은 대상을 다루는 방식."));

  static final List<Field<?>> FIELDS =
      List.of(
          BACKUP_BELOW,
          PANIC_BELOW,
          MAX_INFLIGHT,
          SLOW_START,
          DRAIN,
          SUBSET,
          StickySection.STICKY,
          ON,
          BUDGET,
          BackOffSection.BACK_OFF,
          PER_TRY,
          HEDGE_AFTER,
          NAMES);

  /** What is done without anybody in the subset. */
  private enum Else {
    ANY,
    NONE
  }

  private record Budget(int percent, int perSecond, int atOnce) {}

  private CareSection() {}

  private static Naming naming(Values v) {
    long least = v.get(LEAST).toNanos();
    return new Naming(v.get(EACH), least, Math.max(least, v.get(MOST).toNanos()));
  }

  /** Whether failures are named that only calls of gRPC can have. */
  static boolean repeatsCalls(Values v) {
    return v.get(ON).stream().anyMatch(Retrying.On::isOfGrpc);
  }

  /** Where it says what is repeated. */
  static Place placeOfRepeats(Values v) {
    return v.place(ON);
  }

  static Care of(Values v) {
    Selection selection =
        new Selection(
            v.get(BACKUP_BELOW).intValue(),
            v.get(PANIC_BELOW).intValue(),
            v.get(MAX_INFLIGHT),
            v.get(SLOW_START).toNanos(),
            Optional.empty(),
            v.get(SUBSET),
            v.get(DRAIN).toNanos());
    Retrying retrying =
        new Retrying(
            Set.copyOf(v.get(ON)),
            v.get(BUDGET).percent(),
            v.get(BUDGET).perSecond(),
            v.get(PER_TRY).toNanos(),
            v.get(HEDGE_AFTER).toNanos(),
            v.get(BUDGET).atOnce(),
            v.get(BackOffSection.BACK_OFF));
    return new Care(selection, v.get(StickySection.STICKY), retrying, v.get(NAMES));
  }
}
