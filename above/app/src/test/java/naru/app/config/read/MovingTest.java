package naru.app.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import naru.app.config.problem.ReportText;
import naru.app.text.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who writes it as nginx, Caddy or Traefik have it is told how it is written here. */
class MovingTest {
  private static String report(String listen, String upstream, String route, Language language) {
    String text =
        """
        naru: 1
        listen: { gateway: ["%s"] }
        gateway:
          upstreams: { app: { targets: 127.0.0.1:1, %s } }
          routes: [{ name: r, to: app, %s }]
        """
            .formatted(listen, upstream, route);
    Loaded loaded = ConfigFile.parse("naru.yaml", Path.of("/nowhere"), text);
    return ReportText.of(loaded.report(), language, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          servers: []                    | said here by targets
          max_fails: 3                   | said here by eject: { after: N }
          health_check: {}               | said here by health: { get: /path }
          health: { get: /, interval: 5s } | said here by every
          timeouts: { read: 5s }         | said here by first-byte (until
          tls: { insecureSkipVerify: true } | said here by trust: PEM-FILE
          balence: first                 | did you mean 'balance'?
          nonsense: 1                    | known here: targets, balance
          """)
  void keysOfUpstreams(String key, String help) {
    assertThat(report("http://127.0.0.1:1", key, "cache: false", Language.EN))
        .contains("= help: " + help);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          headers: {}       | said here by request-headers or response-headers
          strip_prefix: /x  | said here by rewrite: { prefix: / }
          basicAuth: {}     | said here by guard: { basic: .. }
          websocket: true   | said here by upgrade, which has websocket unless said
          proxy_buffering: off | no key is needed: nothing is held back here
          match: { PathPrefix: /api } | said here by path: /path/**
          root: ./site      | said here by files: FOLDER
          alias: ./site     | said here by files: FOLDER, with rewrite: { prefix: / }
          try_files: x      | said here by files: { folder: FOLDER, fallback: /index.html }
          files: { folder: ., try_files: x } | said here by fallback: /index.html
          """)
  void keysOfRoutes(String key, String help) {
    assertThat(report("http://127.0.0.1:1", "http: 1", key, Language.EN))
        .contains("= help: " + help);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://127.0.0.1:3000 | did you mean '127.0.0.1:3000'?
          http://app.test/      | did you mean 'app.test:80'?
          https://app.test      | write 'app.test:443', and 'tls: true' beside targets
          app.test              | did you mean 'app.test:80'?
          3000                  | did you mean '127.0.0.1:3000'?
          """)
  void targets(String target, String help) {
    String keys = "targets: '" + target + "'";
    String text = report("http://127.0.0.1:1", "http: 1", "cache: false", Language.EN);
    assertThat(text).doesNotContain("help");
    Loaded loaded =
        ConfigFile.parse(
            "naru.yaml",
            Path.of("/nowhere"),
            "naru: 1\nlisten: { gateway: http://127.0.0.1:1 }\ngateway: { upstreams: { a: { "
                + keys
                + " } }, routes: [{ name: r, to: a }] }");
    assertThat(ReportText.of(loaded.report(), Language.EN, false)).contains("= help: " + help);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          :80              | http://0.0.0.0:80
          *:443            | https://0.0.0.0:443
          127.0.0.1:8443   | https://127.0.0.1:8443
          [::]:80          | http://[::]:80
          https://:443     | https://0.0.0.0:443
          """)
  void listeners(String listener, String meant) {
    assertThat(report(listener, "http: 1", "cache: false", Language.EN))
        .contains("= help: did you mean '" + meant + "'?");
  }

  @Test
  void whatHasNoLikelyMeaningGetsNoAdvice() {
    assertThat(report("unix:/run/x", "http: 1", "cache: false", Language.EN))
        .contains("N3022")
        .doesNotContain("help");
    assertThat(report("http://a.test:80", "http: 1", "cache: false", Language.EN))
        .contains("N3022")
        .doesNotContain("help");
  }

  @Test
  void aFolderThatStandsForAPrefixIsSaidSo() {
    String text =
        """
        naru: 1
        listen: { gateway: http://127.0.0.1:1 }
        gateway:
          routes:
            - { name: r, match: { path: /no-docs/** }, files: / %s }
        """;
    assertThat(check(text.formatted("")))
        .contains("warning[N3185]: route 'r' looks for '/no-docs' in its folder, which has none")
        .contains("= help: write rewrite: { prefix: / } if the folder stands for the prefix");
    assertThat(check(text.formatted(", rewrite: { prefix: / }"))).isEmpty();
  }

  private static String check(String text) {
    Loaded loaded = ConfigFile.parse("naru.yaml", Path.of("/nowhere"), text);
    return ReportText.of(loaded.report(), Language.EN, false);
  }

  @Test
  void inKorean() {
    assertThat(report("http://127.0.0.1:1", "servers: []", "nonsense: 1", Language.KO))
        .contains("upstream에 없는 키", "route에 없는 키", "여기서는 이렇게 씁니다: targets")
        .doesNotContain("an upstream", "a route");
    assertThat(report("http://127.0.0.1:1", "max_conns: 1", "websocket: true", Language.KO))
        .contains("connections 또는 limits", "upgrade (쓰지 않으면")
        .doesNotContain(" or ", "unless");
    assertThat(report("http://127.0.0.1:1", "http: 1", "buffering: off", Language.KO))
        .contains("쓸 필요가 없습니다");
  }

  @Test
  void aPathWithALastSlashIsFineWhereTheRestIsTaken() {
    String both = "match: { path: [/a/, /a/**] }";
    assertThat(report("http://127.0.0.1:1", "http: 1", both, Language.EN)).isEmpty();
    String alone = "match: { path: /a/ }";
    assertThat(report("http://127.0.0.1:1", "http: 1", alone, Language.EN))
        .contains("warning[N3172]: route 'r' takes the path '/a/' alone", "write /a/** for all");
  }
}
