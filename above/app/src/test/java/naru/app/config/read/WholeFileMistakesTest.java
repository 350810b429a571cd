package naru.app.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files with many mistakes, with none, and such as would never end. */
final class WholeFileMistakesTest {
  @Test
  void allAreFoundInOneRun() {
    String file =
        """
        naru: «1.5
        lsiten: {}
        listen: { dns: «udp://8.8.8.8:53, admin: «127.0.0.1:1 }
        trace: { record: { sample: «50, keep: «0 }, redact: [«a b] }
        dns:
          block: [«a..b]
          zones: { a.test: { www: «A x, a: [«CNAME b, TXT t] } }
        ca: { leaf: { life: «1y, names: «'*.*' } }
        proxy: { default: «maybe, rules: [«{ reason: x }], auth: «{} }
        gateway:
          upstreams:
            a: { targets: [«nowhere], balance: «best }
            b: { targets: 127.0.0.1:1, health: «{} , tls: «no }
          routes:
            - { name: «'', to: «c }
            - { name: x, match: { path: «x, method: «get }, cache: «on, to: b }
            - «{ name: x, to: a }
        origin: { api: «1 }
        cache: { memory: «1, «disk: 1GB }
        limits: { head: «1GiB, «haed: 1KiB }
        """
            .replace("lsiten", "«lsiten");
    List<String> signs = new ArrayList<>();
    int line = 1;
    for (String text : file.lines().toList()) {
      int seen = 0;
      for (int i = text.indexOf(Planted.SIGN); i >= 0; i = text.indexOf(Planted.SIGN, i + 1)) {
        signs.add(line + ":" + (i + 1 - seen++));
      }
      line++;
    }
    List<String> found =
        Planted.found(file.replace("«", "")).stream().map(p -> p.substring(6)).distinct().toList();
    assertThat(found).containsAll(signs);
    assertThat(signs).hasSize(30);
  }

  @Test
  void aBillionLaughsAreNotLaughed() {
    StringBuilder yaml = new StringBuilder("naru: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      String alias = "*a" + (i - 1);
      yaml.append(
          "a%d: &a%d [%s]\n"
              .formatted(
                  i,
                  i,
                  String.join(
                      ", ",
                      alias.repeat(1),
                      alias,
                      alias,
                      alias,
                      alias,
                      alias,
                      alias,
                      alias,
                      alias)));
    }
    assertThat(Planted.found(yaml.toString())).hasSize(1).first().asString().startsWith("N3006");
  }

  @Test
  void aliasesMayBeUsed() {
    String yaml =
        """
        naru: 1
        listen: { admin: &here https://127.0.0.1:1 , gateway: [] }
        ca: { root: { key: &key ec-p256 }, leaf: { key: *key } }
        """;
    assertThat(Planted.found(yaml)).isEmpty();
  }

  @Test
  void emptyFilesSayNothing() {
    for (String empty : List.of("", "# only this\n", "---\n", "null", "\ufeff")) {
      assertThat(Planted.found(empty)).containsExactly("N3005 0:0");
    }
  }

  @Test
  void endlessProblemsAreCounted() {
    StringBuilder yaml = new StringBuilder("naru: 1\n");
    for (int i = 0; i < 500; i++) {
      yaml.append("key").append(i).append(": 1\n");
    }
    Loaded loaded = Planted.parse(yaml.toString());
    assertThat(loaded.report().problems()).hasSize(200);
    assertThat(loaded.report().more()).isEqualTo(300);
  }
}
