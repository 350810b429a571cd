package naru.app.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;
import naru.app.text.Text;
import org.junit.jupiter.api.Test;

/** What may stand in place of a secret in plain text depends on what it is for. */
final class PlainSecretTest {
  private static List<Text> hints(Planted planted) {
    return Planted.parse(planted.text()).report().problems().stream()
        .filter(p -> p.code() == ConfigCode.PLAIN_PASSWORD)
        .map(Problem::help)
        .map(help -> help.orElseThrow())
        .toList();
  }

  private static Planted guard(String keys) {
    return Planted.guard(ConfigCode.PLAIN_PASSWORD, keys);
  }

  @Test
  void aPasswordMayBeAHash() {
    Text hint =
        Text.of(
            "write what htpasswd -nB NAME prints after the colon, ${env:NAME} or ${file:PATH}",
            "htpasswd -nB NAME이 콜론 뒤에 출력하는 값, ${env:이름} 또는 ${file:경로}를 쓰세요");
    assertThat(hints(guard("basic: { users: { a: «open, b: too } }"))).containsExactly(hint, hint);
    assertThat(hints(Planted.proxy(ConfigCode.PLAIN_PASSWORD, "auth: { users: { a: «open } }")))
        .containsExactly(hint);
  }

  @Test
  void aKeyMayBeItsSha256() {
    assertThat(hints(guard("keys: { consumers: { a: «open } }")))
        .containsExactly(
            Text.of(
                "write sha256:HEX, the hash of the key, ${env:NAME} or ${file:PATH}",
                "키의 해시인 sha256:16진수, ${env:이름} 또는 ${file:경로}를 쓰세요"));
  }

  /** Naru itself signs with it: a hash of it would be no use. */
  @Test
  void theKeyOfStickyCookiesCanOnlyStandElsewhere() {
    Planted planted =
        Planted.upstream(
            ConfigCode.PLAIN_PASSWORD,
            "targets: 127.0.0.1:1, sticky: { cookie: c, key: «0123456789abcdef }");
    assertThat(hints(planted))
        .containsExactly(
            Text.of("write ${env:NAME} or ${file:PATH}", "${env:이름} 또는 ${file:경로}를 쓰세요"));
  }

  /** What the hints say is taken. */
  @Test
  void whatIsNotPlainIsFine() {
    String hash = "sha256:" + "0a".repeat(32);
    assertThat(hints(guard("keys: { consumers: { a: «'" + hash + "' } }"))).isEmpty();
    assertThat(hints(guard("keys: { consumers: { a: «'${env:PATH}' } }"))).isEmpty();
    assertThat(hints(guard("basic: { users: { a: «'${env:PATH}' } }"))).isEmpty();
  }
}
