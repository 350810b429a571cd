package naru.app.config.read;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import naru.app.config.Guards;
import naru.app.config.Secret;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;
import naru.app.config.shape.Addresses;
import naru.app.config.shape.Field;
import naru.app.config.shape.Named;
import naru.app.config.shape.Named.Name;
import naru.app.config.shape.Reading;
import naru.app.config.shape.Scalar;
import naru.app.config.shape.Section;
import naru.app.config.shape.Shape;
import naru.app.config.shape.Shaped;
import naru.app.config.shape.Values;
import naru.app.config.shape.Words;
import naru.app.text.Text;
import org.apache.commons.codec.digest.DigestUtils;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Users and API keys of a {@code guard}. */
final class GuardProofs {
  private static final Text KEY_NOUN =
      Text.of(
          "sha256:HEX (64 digits), ${env:NAME}, ${file:PATH} or a key",
          "sha256:HEX (64자리), ${env:이름}, ${file:경로} 또는 키");

  static final Field<Boolean> KEEP =
      Field.withDefault(
          "keep",
          Words.bool(),
          "false",
          Text.of("Whether the proof itself is forwarded.", "인증 정보 자체를 뒤로 전달할지."));

  private static final Field<String> REALM =
      Field.withDefault(
          "realm",
          Words.matching(
              Text.of("printable ASCII", "출력 가능한 ASCII"), "[ -~]{1,128}", ConfigCode.BAD_NAME),
          "Naru",
          Text.of("Shown to the user.", "사용자에게 보이는 이름."));
  private static final Shape<Function<Name, Guards.User>> USER =
      Shaped.of(
          Secrets.SHAPE, secret -> name -> new Guards.User(name.place(), name.text(), secret));
  private static final Field<List<Guards.User>> USERS =
      Field.withDefault(
          "users",
          Named.of(
              Text.of("a mapping from users to passwords", "사용자에서 비밀번호로 가는 매핑"), Tokens.NAME, USER),
          "{}",
          Text.of("Who may pass, with their passwords.", "통과할 사용자와 비밀번호."));
  private static final Field<Optional<Path>> FILE =
      Field.maybe(
          "file",
          Addresses.path(),
          Text.of(
              "More users, a line each, as htpasswd -B writes them.",
              "htpasswd -B가 쓰는 형식의 사용자 파일."));
  private static final Field<Optional<String>> USER_HEADER =
      Field.maybe(
          "user-header",
          Tokens.FIELD_NAME,
          Text.of("Tells the upstream the user's name.", "업스트림에 사용자 이름을 알리는 필드."));
  static final Field<Optional<Guards.Basic>> BASIC =
      Field.maybe(
          "basic",
          Section.checked(
              "guard.basic", List.of(REALM, USERS, FILE, USER_HEADER, KEEP), GuardProofs::basic),
          Text.of("Users with passwords (RFC 7617).", "사용자와 비밀번호 (RFC 7617)."));

  private static final Field<Optional<String>> HEADER =
      Field.maybe(
          "header",
          Tokens.FIELD_NAME,
          Text.of(
              "The field that holds the key; x-api-key if no query is said either.",
              "키가 든 필드. query도 쓰지 않으면 x-api-key."));
  private static final Field<Optional<String>> QUERY =
      Field.maybe(
          "query",
          Tokens.NAME,
          Text.of(
              "The query parameter that holds the key; it is not forwarded.",
              "키가 든 쿼리 매개변수. 뒤로 전달하지 않습니다."));
  private static final Shape<Function<Name, Guards.Consumer>> CONSUMER =
      Shaped.of(
          Scalar.of(KEY_NOUN, Map.of("type", "string"), GuardProofs::key),
          key -> name -> new Guards.Consumer(name.place(), name.text(), key));
  private static final Field<List<Guards.Consumer>> CONSUMERS =
      Field.required(
          "consumers",
          Named.of(
              Text.of("a mapping from consumers to keys", "소비자에서 키로 가는 매핑"), Tokens.NAME, CONSUMER),
          Text.of("Who may pass, with their keys.", "통과할 소비자와 키."));
  private static final Field<Optional<String>> CONSUMER_HEADER =
      Field.maybe(
          "consumer-header",
          Tokens.FIELD_NAME,
          Text.of("Tells the upstream the consumer's name.", "업스트림에 소비자 이름을 알리는 필드."));
  static final Field<Optional<Guards.Keys>> KEYS =
      Field.maybe(
          "keys",
          Section.checked(
              "guard.keys",
              List.of(HEADER, QUERY, CONSUMERS, CONSUMER_HEADER, KEEP),
              GuardProofs::keys),
          Text.of("API keys.", "API 키."));

  private GuardProofs() {}

  private static Optional<Guards.Basic> basic(Values v, Reading reading) {
    if (v.get(USERS).isEmpty() && v.get(FILE).isEmpty()) {
      reading.report(ConfigCode.NO_USERS, v.place(), Optional.empty());
    }
    v.get(FILE)
        .flatMap(UserFile::fault)
        .ifPresent(
            fault ->
                reading.report(
                    ConfigCode.BAD_USER_FILE,
                    v.place(FILE),
                    Optional.empty(),
                    Text.same(v.get(FILE).map(Path::toString).orElse("")),
                    fault));
    return Optional.of(
        new Guards.Basic(
            v.place(), v.get(REALM), v.get(USERS), v.get(FILE), v.get(USER_HEADER), v.get(KEEP)));
  }

  private static Optional<Guards.Keys> keys(Values v, Reading reading) {
    keysDiffer(v.get(CONSUMERS), reading);
    return Optional.of(
        new Guards.Keys(
            v.place(),
            v.get(QUERY).isPresent()
                ? v.get(HEADER)
                : Optional.of(v.get(HEADER).orElse("x-api-key")),
            v.get(QUERY),
            v.get(CONSUMERS),
            v.get(CONSUMER_HEADER),
            v.get(KEEP)));
  }

  /** A key that two have names neither of them. Keys that cannot be read here are not compared. */
  private static void keysDiffer(List<Guards.Consumer> consumers, Reading reading) {
    Map<String, Guards.Consumer> seen = new HashMap<>();
    for (Guards.Consumer consumer : consumers) {
      Optional<Guards.Consumer> first =
          hash(consumer.key()).flatMap(h -> Optional.ofNullable(seen.putIfAbsent(h, consumer)));
      first.ifPresent(
          other ->
              reading.report(
                  ConfigCode.SAME_API_KEY,
                  consumer.place(),
                  Optional.empty(),
                  Text.same(consumer.name()),
                  Text.same(other.name()),
                  Text.same(Problem.where(other.place()))));
    }
  }

  private static Optional<String> hash(Guards.ApiKey key) {
    return switch (key) {
      case Guards.ApiKey.Hashed hashed -> Optional.of(hashed.sha256());
      case Guards.ApiKey.Known known ->
          Secrets.here(known.secret())
              .map(text -> DigestUtils.sha256Hex(text.getBytes(StandardCharsets.UTF_8)));
    };
  }

  private static Optional<Guards.ApiKey> key(String text, ScalarNode node, Reading reading) {
    if (text.matches("sha256:[0-9a-fA-F]{64}")) {
      return Optional.of(new Guards.ApiKey.Hashed(text.substring(7).toLowerCase(Locale.ROOT)));
    }
    if (text.isBlank() || text.matches("sha[0-9]+:.*")) { // a hash that nobody could match
      reading.report(ConfigCode.BAD_API_KEY, node, KEY_NOUN);
      return Optional.empty();
    }
    Optional<Secret> secret = Secrets.SHAPE.decode(node, reading);
    if (secret.filter(s -> s instanceof Secret.Hashed || s instanceof Secret.Crypt).isPresent()) {
      reading.report(ConfigCode.BAD_API_KEY, node, KEY_NOUN); // a slow hash finds no consumer
      return Optional.empty();
    }
    return secret.map(GuardProofs::known);
  }

  /** Passwords and keys, however they are known. */
  static Stream<Secret> secrets(Guards guards) {
    return Stream.concat(passwords(guards), keys(guards));
  }

  /** Those of users. */
  static Stream<Secret> passwords(Guards guards) {
    return guards.basic().stream().flatMap(b -> b.users().stream()).map(Guards.User::secret);
  }

  /** API keys that are not known by their hash alone. */
  static Stream<Secret> keys(Guards guards) {
    return guards.keys().stream()
        .flatMap(k -> k.consumers().stream())
        .map(Guards.Consumer::key)
        .filter(Guards.ApiKey.Known.class::isInstance)
        .map(k -> ((Guards.ApiKey.Known) k).secret());
  }

  private static Guards.ApiKey known(Secret secret) {
    return new Guards.ApiKey.Known(secret);
  }
}
