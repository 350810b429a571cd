package naru.app.config.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.app.config.ProxySettings.Rule;
import naru.app.config.ProxySettings.Verdict;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shorthand;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.base.DomainPattern;

/** {@code proxy.rules}: each says one verdict for some domains. */
final class Rules {
  /** A rule that does not know its number yet. */
  interface Unnumbered {
    Rule numbered(int number);
  }

  private static final Field<Optional<List<DomainPattern>>> ALLOW =
      verdict("allow", Text.of("Forward to these.", "이곳으로 전달합니다."));
  private static final Field<Optional<List<DomainPattern>>> DENY =
      verdict("deny", Text.of("Refuse these.", "거부합니다."));
  private static final Field<Optional<List<DomainPattern>>> TUNNEL =
      verdict("tunnel", Text.of("Carry CONNECT to these unread.", "CONNECT를 읽지 않고 전달합니다."));
  private static final Field<Optional<List<DomainPattern>>> INSPECT =
      verdict("inspect", Text.of("Decrypt with Naru's CA.", "Naru의 CA로 복호화합니다."));

  private static final Field<String> EN =
      Field.required("en", Words.text(Text.of("a text", "텍스트")), Text.of("In English.", "영어."));
  private static final Field<String> KO =
      Field.required("ko", Words.text(Text.of("a text", "텍스트")), Text.of("In Korean.", "한국어."));
  private static final Field<Optional<Text>> REASON =
      Field.maybe(
          "reason",
          Shorthand.of(
              Words.text(Text.of("a text", "텍스트")).as((place, text) -> Text.same(text)),
              Section.of("reason", List.of(EN, KO), v -> Text.of(v.get(EN), v.get(KO)))),
          Text.of("Why it is denied, told to the client.", "거부하는 까닭. 클라이언트에게 알립니다."));

  static final Shape<Unnumbered> SHAPE =
      Section.checked("a proxy rule", List.of(ALLOW, DENY, TUNNEL, INSPECT, REASON), Rules::rule);

  private Rules() {}

  private static Field<Optional<List<DomainPattern>>> verdict(String name, Text doc) {
    return Field.maybe(name, OneOrMany.some(Addresses.domainPattern()), doc);
  }

  private static Optional<Unnumbered> rule(Values v, Reading reading) {
    List<Field<Optional<List<DomainPattern>>>> said = new ArrayList<>();
    for (var field : List.of(ALLOW, DENY, TUNNEL, INSPECT)) {
      if (v.says(field)) {
        said.add(field);
      }
    }
    if (said.size() != 1) {
      String names =
          said.isEmpty() ? "-" : String.join(", ", said.stream().map(Field::name).toList());
      reading.report(ConfigCode.NOT_ONE_VERDICT, v.place(), Optional.empty(), Text.same(names));
      return Optional.empty();
    }
    Field<Optional<List<DomainPattern>>> only = said.getFirst();
    if (v.says(REASON) && only != DENY) {
      reading.report(ConfigCode.REASON_WITHOUT_DENY, v.place(REASON), Optional.empty());
    }
    Verdict verdict = Verdict.valueOf(only.name().toUpperCase(Locale.ROOT));
    return v.get(only)
        .map(names -> number -> new Rule(v.place(), number, verdict, names, v.get(REASON)));
  }
}
