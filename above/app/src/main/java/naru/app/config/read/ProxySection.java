package naru.app.config.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import naru.app.config.ProxySettings;
import naru.app.config.ProxySettings.Auth;
import naru.app.config.ProxySettings.Hide;
import naru.app.config.ProxySettings.Rule;
import naru.app.config.ProxySettings.User;
import naru.app.config.ProxySettings.Verdict;
import naru.app.config.Secret;
import naru.app.config.shape.Field;
import naru.app.config.shape.Named;
import naru.app.config.shape.Named.Name;
import naru.app.config.shape.OneOrMany;
import naru.app.config.shape.Quantities;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shaped;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;

/** {@code proxy}: the forward proxy. */
final class ProxySection {
  private static final Field<Verdict> DEFAULT =
      Field.withDefault(
          "default",
          Words.choice(Map.of("allow", Verdict.ALLOW, "deny", Verdict.DENY)),
          "allow",
          Text.of("What holds where no rule matches.", "맞는 규칙이 없을 때의 처리."));
  private static final Field<List<Rules.Unnumbered>> RULES =
      Field.withDefault(
          "rules",
          OneOrMany.of(Rules.SHAPE),
          "[]",
          Text.of("The first that matches wins.", "처음 맞는 규칙이 적용됩니다."));
  private static final Field<List<Integer>> CONNECT_PORTS =
      Field.withDefault(
          "connect-ports",
          OneOrMany.of(Quantities.number(1, 65535)),
          "[443, 8443]",
          Text.of("Ports that CONNECT may reach.", "CONNECT로 갈 수 있는 포트."));
  private static final Field<Boolean> CACHE =
      Field.withDefault(
          "cache",
          Words.bool(),
          "true",
          Text.of("Whether answers may be stored and reused.", "응답을 저장하고 다시 쓸지."));

  private static final Field<Boolean> CLIENT =
      Field.withDefault(
          "client",
          Words.bool(),
          "true",
          Text.of(
              "Takes out Forwarded, X-Forwarded-* and the like; without it X-Forwarded-For tells"
                  + " the client's address.",
              "Forwarded, X-Forwarded-* 같은 필드를 없앱니다. 끄면 X-Forwarded-For로 클라이언트 주소를 알립니다."));
  private static final Field<Boolean> USER_AGENT =
      Field.withDefault(
          "user-agent", Words.bool(), "false", Text.of("Hides User-Agent.", "User-Agent를 숨깁니다."));
  private static final Field<Boolean> VIA =
      Field.withDefault(
          "via",
          Words.bool(),
          "true",
          Text.of("Names Naru by a pseudonym in Via.", "Via에 Naru의 이름 대신 별칭을 씁니다."));
  private static final Field<Hide> HIDE =
      Field.withDefault(
          "hide",
          Section.of(
              "proxy.hide",
              List.of(CLIENT, USER_AGENT, VIA),
              v -> new Hide(v.place(), v.get(CLIENT), v.get(USER_AGENT), v.get(VIA))),
          "{}",
          Text.of("What servers are not told.", "서버에 알리지 않는 것."));

  private static final Field<String> REALM =
      Field.withDefault(
          "realm",
          Words.text(Text.of("a text", "텍스트")),
          "Naru",
          Text.of("Shown to the user.", "사용자에게 보이는 이름."));
  private static final Shape<Function<Name, User>> USER =
      Shaped.of(Secrets.SHAPE, secret -> name -> new User(name.place(), name.text(), secret));
  private static final Field<List<User>> USERS =
      Field.required(
          "users",
          Named.of(
              Text.of("a mapping from users to passwords", "사용자에서 비밀번호로 가는 매핑"), Tokens.NAME, USER),
          Text.of("Who may use the proxy, with their passwords.", "프록시를 쓸 수 있는 사용자와 비밀번호."));
  private static final Field<Optional<Auth>> AUTH =
      Field.maybe(
          "auth",
          Section.of(
              "proxy.auth",
              List.of(REALM, USERS),
              v -> new Auth(v.place(), v.get(REALM), v.get(USERS))),
          Text.of(
              "Basic authentication; anyone may use it if not said.",
              "기본 인증. 쓰지 않으면 누구나 쓸 수 있습니다."));

  static final Section<ProxySettings> SHAPE =
      Section.of(
          "proxy",
          List.of(DEFAULT, RULES, CONNECT_PORTS, HIDE, AUTH, CACHE),
          v ->
              new ProxySettings(
                  v.place(),
                  v.get(DEFAULT),
                  v.place(DEFAULT),
                  numbered(v),
                  v.get(CONNECT_PORTS),
                  v.get(HIDE),
                  v.get(AUTH),
                  v.get(CACHE)));

  private ProxySection() {}

  private static List<Rule> numbered(Values v) {
    List<Rule> rules = new ArrayList<>();
    v.get(RULES).forEach(rule -> rules.add(rule.numbered(rules.size() + 1)));
    return rules;
  }

  /** Those of all users. */
  static List<Secret> passwords(ProxySettings proxy) {
    return proxy.auth().stream().flatMap(auth -> auth.users().stream()).map(User::secret).toList();
  }
}
