package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import naru.app.config.CaSettings;
import naru.app.config.CaSettings.Leaf;
import naru.app.config.CaSettings.Root;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Section;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.base.DomainPattern;

/** {@code ca}: the certificate authority. */
final class CaSection {
  private static final Text KEY = Text.of("Kind of key.", "키 종류.");

  private static final Field<CaSettings.Key> ROOT_KEY =
      Field.withDefault("key", Words.choice(CaSettings.Key.class), "ec-p256", KEY);
  private static final Field<Duration> ROOT_LIFE =
      Field.withDefault(
          "life",
          Quantities.duration("1d", "10950d"),
          "3650d",
          Text.of("How long the root is valid.", "루트 인증서의 유효 기간."));
  private static final Section<Root> ROOT =
      Section.of(
          "ca.root",
          List.of(ROOT_KEY, ROOT_LIFE),
          v -> new Root(v.place(), v.get(ROOT_KEY), v.get(ROOT_LIFE)));

  private static final Field<CaSettings.Key> LEAF_KEY =
      Field.withDefault("key", Words.choice(CaSettings.Key.class), "ec-p256", KEY);
  private static final Field<Duration> LEAF_LIFE =
      Field.withDefault(
          "life",
          Quantities.duration("1h", "398d"),
          "30d",
          Text.of("How long a certificate is valid.", "인증서의 유효 기간."));
  private static final Field<Optional<Duration>> RENEW_BEFORE =
      Field.maybe(
          "renew-before",
          Quantities.duration("1m", "398d"),
          Text.of(
              "How long before its end a certificate is replaced; a third of its life if not said.",
              "만료 전 교체 시점. 쓰지 않으면 유효 기간의 3분의 1."));
  private static final Field<List<DomainPattern>> NAMES =
      Field.withDefault(
          "names",
          OneOrMany.of(Addresses.domainPattern()),
          "[]",
          Text.of("Names that certificates are issued for.", "인증서를 발급할 이름."));
  private static final Section<Leaf> LEAF =
      Section.checked(
          "ca.leaf", List.of(LEAF_KEY, LEAF_LIFE, RENEW_BEFORE, NAMES), CaSection::leaf);

  private static final Field<String> NAME =
      Field.withDefault(
          "name",
          Words.text(Text.of("a name", "이름")),
          "Naru Root",
          Text.of("The root's common name.", "루트 인증서의 이름."));
  private static final Field<Root> ROOT_FIELD =
      Field.withDefault("root", ROOT, "{}", Text.of("How the root is made.", "루트 인증서 생성 방식."));
  private static final Field<Leaf> LEAF_FIELD =
      Field.withDefault("leaf", LEAF, "{}", Text.of("How certificates are made.", "인증서 생성 방식."));

  static final Section<CaSettings> SHAPE =
      Section.of(
          "ca",
          List.of(NAME, ROOT_FIELD, LEAF_FIELD),
          v -> new CaSettings(v.place(), v.get(NAME), v.get(ROOT_FIELD), v.get(LEAF_FIELD)));

  private CaSection() {}

  private static Optional<Leaf> leaf(Values v, Reading reading) {
    Duration life = v.get(LEAF_LIFE);
    Duration renewBefore = v.get(RENEW_BEFORE).orElse(life.dividedBy(3));
    if (renewBefore.compareTo(life) >= 0) {
      reading.report(
          ConfigCode.NOT_SHORTER,
          v.place(RENEW_BEFORE),
          Optional.empty(),
          Text.same("renew-before"),
          Text.same("life"),
          Text.same(renewBefore.toHours() + "h"),
          Text.same(life.toHours() + "h"));
    }
    return Optional.of(new Leaf(v.place(), v.get(LEAF_KEY), life, renewBefore, v.get(NAMES)));
  }
}
