package naru.app.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.app.config.problem.Report;
import naru.app.config.problem.ReportJson;
import naru.app.config.problem.ReportText;
import naru.app.text.Language;
import org.junit.jupiter.api.Test;

/** What people and programs see of mistakes, letter by letter. */
class ReportTextTest {
  private static final String FILE =
      """
      naru: 1
      listen: { gateway: http://127.0.0.1:8080 }
      gateway:
        upstreams:
          shop: { targets: [127.0.0.1:9001] }
          spare: { targets: [127.0.0.1:9002] }
        routes:
          - { name: web, to: shpo }
      trace: { record: { slow: 5 } }
      ca: { name: "가게", leaf: { nmaes: [] } }
      origin: { api: yes }
      """;

  private static Report report() {
    return ConfigFile.parse("naru.yaml", Path.of("/nowhere"), FILE).report();
  }

  @Test
  void inEnglish() {
    assertThat(ReportText.of(report(), Language.EN, false))
        .isEqualTo(
            """
            warning[N3102]: upstream 'shop' is not used
             --> naru.yaml:5:5
              |
            5 |     shop: { targets: [127.0.0.1:9001] }
              |     ^^^^ no route goes here

            warning[N3102]: upstream 'spare' is not used
             --> naru.yaml:6:5
              |
            6 |     spare: { targets: [127.0.0.1:9002] }
              |     ^^^^^ no route goes here

            error[N3012]: unknown upstream 'shpo'
             --> naru.yaml:8:24
              |
            8 |     - { name: web, to: shpo }
              |                        ^^^^ not defined under gateway.upstreams
              = help: did you mean 'shop' (naru.yaml:5:5)?

            error[N3015]: '5' is not a duration
             --> naru.yaml:9:26
              |
            9 | trace: { record: { slow: 5 } }
              |                          ^ write a duration such as 300ms, 5s, 10m, 1h or 30d
              = help: did you mean '5s'?

            error[N3010]: unknown key 'nmaes'
              --> naru.yaml:10:27
               |
            10 | ca: { name: "가게", leaf: { nmaes: [] } }
               |                             ^^^^^ not a key of ca.leaf
               = help: did you mean 'names'?

            error[N3020]: 'yes' is not a boolean
              --> naru.yaml:11:16
               |
            11 | origin: { api: yes }
               |                ^^^ YAML 1.2 knows true and false only
               = help: write 'true'

            naru.yaml: 4 errors, 2 warnings
            """);
  }

  @Test
  void inKorean() {
    assertThat(ReportText.of(report(), Language.KO, false))
        .contains(
            """
            오류[N3012]: 알 수 없는 업스트림 'shpo'
             --> naru.yaml:8:24
              |
            8 |     - { name: web, to: shpo }
              |                        ^^^^ gateway.upstreams에 정의되지 않음
              = 도움말: 혹시 'shop'인가요? (naru.yaml:5:5)
            """)
        .endsWith("\nnaru.yaml: 오류 4개, 경고 2개\n");
  }

  @Test
  void coloursWrapWordsAndChangeNothingElse() {
    String colored = ReportText.of(report(), Language.EN, true);
    assertThat(colored).contains("\u001b[1;31merror[N3012]\u001b[0m");
    assertThat(colored.replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(ReportText.of(report(), Language.EN, false));
  }

  @Test
  void asJson() {
    Map<String, Object> json = ReportJson.of(report(), Language.EN);
    assertThat(json)
        .containsEntry("schema", "naru.check/1")
        .containsEntry("ok", false)
        .containsEntry("errors", 4L)
        .containsEntry("warnings", 2L);
    assertThat((List<?>) json.get("problems"))
        .element(2)
        .isEqualTo(
            Map.of(
                "code", "N3012",
                "severity", "error",
                "message", "unknown upstream 'shpo'",
                "file", "naru.yaml",
                "line", 8,
                "column", 24,
                "width", 4,
                "label", "not defined under gateway.upstreams",
                "help", "did you mean 'shop' (naru.yaml:5:5)?"));
  }

  @Test
  void noMessageRepeatsAPassword() {
    String yaml = "naru: 1\nproxy: { auth: { users: { a: 'pbkdf2-sha256:9:hush:hush' } } }";
    Report report = ConfigFile.parse("naru.yaml", Path.of("/nowhere"), yaml).report();
    assertThat(report.problems()).hasSize(1);
    assertThat(report.problems().getFirst().title().en()).doesNotContain("hush");
  }
}
