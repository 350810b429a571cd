package naru.app.config.read;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import naru.app.config.Guards;
import naru.app.config.problem.ConfigCode;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Excerpt;
import naru.app.config.shape.Field;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shaped;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import naru.base.IpRange;
import naru.gateway.guard.config.AddressRule;
import naru.gateway.guard.config.Ask;
import naru.gateway.guard.config.Guarding;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** {@code guard} of the gateway and of a route: who may pass, and how much. */
final class GuardSection {
  private static final Field<Boolean> INHERIT =
      Field.withDefault(
          "inherit",
          Words.bool(),
          "true",
          Text.of(
              "Whether what gateway.guard says holds here too.", "gateway.guard의 설정도 함께 적용할지."));

  private static final Field<Optional<List<IpRange>>> ALLOW =
      Field.maybe(
          "allow", OneOrMany.some(Addresses.range()), Text.of("These may pass.", "통과할 주소."));
  private static final Field<Optional<List<IpRange>>> DENY =
      Field.maybe("deny", OneOrMany.some(Addresses.range()), Text.of("These may not.", "거부할 주소."));
  private static final Field<List<AddressRule>> ADDRESSES =
      Field.withDefault(
          "addresses",
          OneOrMany.of(
              Section.checked("an address rule", List.of(ALLOW, DENY), GuardSection::rule)),
          "[]",
          Text.of(
              "The first rule that holds the client's address decides; one that none holds may pass"
                  + " only if no rule allows anything.",
              "클라이언트 주소에 처음 맞는 규칙이 적용됩니다. 맞는 규칙이 없으면 allow 규칙이 하나도 없을 때만 통과합니다."));

  private static final Field<String> UPSTREAM =
      Field.required(
          "upstream",
          GuardLimits.upstreamName(),
          Text.of("The upstream that is asked.", "물어볼 업스트림."));
  private static final Field<String> PATH =
      Field.withDefault("path", Tokens.PATH, "/", Text.of("What is asked for.", "요청할 경로."));
  private static final Field<Boolean> SAME_METHOD =
      Field.withDefault(
          "same-method",
          Words.bool(),
          "false",
          Text.of("Asks with the request's own method, not with GET.", "GET 대신 요청의 메서드로 묻습니다."));
  private static final Field<List<String>> SEND =
      Field.withDefault(
          "send",
          OneOrMany.of(Tokens.FIELD_NAME),
          "[]",
          Text.of(
              "Fields of the request that are sent on; all but those of its body if not said.",
              "함께 보낼 요청 필드. 쓰지 않으면 본문에 관한 것을 뺀 모두."));
  private static final Field<List<String>> TAKE =
      Field.withDefault(
          "take",
          OneOrMany.of(Tokens.FIELD_NAME),
          "[]",
          Text.of(
              "Fields of the answer that become fields of the request.", "응답에서 가져와 요청에 넣을 필드."));
  private static final Scalar<String> HANDED_ON =
      Scalar.of(Tokens.FIELD_NAME.noun(), Tokens.FIELD_NAME.schema(), GuardSection::handedOn);
  private static final Field<List<String>> RESPONSE_HEADERS =
      Field.withDefault(
          "response-headers",
          OneOrMany.of(HANDED_ON),
          "[]",
          Text.of(
              "Fields of an answer of 2xx that the client gets with the response, such as"
                  + " set-cookie of a refreshed session. Cookies are added; of other fields the"
                  + " response's own are preferred.",
              "2xx 응답에서 가져와 클라이언트에게 전할 필드 (예: 갱신된 세션의 set-cookie). 쿠키는 더하고,"
                  + " 다른 필드는 응답에 이미 있으면 그대로 둡니다."));
  private static final Field<Duration> TIMEOUT =
      Field.withDefault(
          "timeout",
          Quantities.duration("10ms", "1m"),
          "2s",
          Text.of(
              "How long an answer may take; the request is refused without one.",
              "응답 제한 시간. 응답이 없으면 요청을 거부합니다."));
  private static final Field<Optional<Ask>> ASK =
      Field.maybe(
          "ask",
          Section.of(
              "guard.ask",
              List.of(UPSTREAM, PATH, SAME_METHOD, SEND, TAKE, RESPONSE_HEADERS, TIMEOUT),
              v ->
                  new Ask(
                      v.get(UPSTREAM),
                      v.get(PATH),
                      v.get(SAME_METHOD),
                      v.get(SEND),
                      v.get(TAKE),
                      v.get(RESPONSE_HEADERS),
                      v.get(TIMEOUT).toNanos(),
                      v.place())),
          Text.of(
              "A server is asked about each request; 2xx lets it pass, any other answer is the"
                  + " client's.",
              "요청마다 서버에 묻습니다. 2xx면 통과하고, 다른 응답은 그대로 클라이언트에게 갑니다."));
  private static final Field<Integer> PRIORITY =
      Field.withDefault(
          "priority",
          Quantities.number(0, 9),
          Integer.toString(Guarding.USUAL_PRIORITY),
          Text.of("Where requests wait, higher ones go first.", "기다릴 때 높은 쪽이 먼저 갑니다."));

  static final Section<Guards> SHAPE =
      Section.of(
          "guard",
          List.of(
              INHERIT,
              ADDRESSES,
              GuardProofs.BASIC,
              GuardProofs.KEYS,
              GuardTokens.JWT,
              ASK,
              GuardLimits.RATES,
              GuardLimits.CONCURRENT,
              GuardLimits.BANDWIDTH,
              GuardLimits.LIMITS,
              PRIORITY),
          v ->
              new Guards(
                  v.place(),
                  v.get(INHERIT),
                  v.get(ADDRESSES),
                  v.get(GuardProofs.BASIC),
                  v.get(GuardProofs.KEYS),
                  v.get(GuardTokens.JWT),
                  v.get(ASK),
                  GuardLimits.rates(v),
                  v.get(GuardLimits.BANDWIDTH),
                  v.get(GuardLimits.LIMITS),
                  v.get(PRIORITY)));

  /** As a key of a route or of the gateway. */
  static Field<Optional<Guards>> field() {
    return Field.maybe(
        "guard",
        Shaped.of(SHAPE, guards -> guards),
        Text.of("Who may pass, and how much.", "누가 얼마나 통과할 수 있는지."));
  }

  private GuardSection() {}

  private static Optional<String> handedOn(String text, ScalarNode node, Reading reading) {
    Optional<String> name = Tokens.FIELD_NAME.decode(node, reading);
    if (name.filter(n -> !Ask.mayHandOn(n)).isPresent()) {
      reading.report(ConfigCode.FIELD_OF_ONE_MESSAGE, node, Text.same(Excerpt.of(text)));
      return Optional.empty();
    }
    return name;
  }

  private static Optional<AddressRule> rule(Values v, Reading reading) {
    if (v.says(ALLOW) == v.says(DENY)) {
      reading.report(ConfigCode.NOT_ONE_ADDRESS_VERDICT, v.place(), Optional.empty());
      return Optional.empty();
    }
    return v.get(ALLOW)
        .or(() -> v.get(DENY))
        .map(ranges -> new AddressRule(v.says(ALLOW), ranges, v.place()));
  }
}
