package naru.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.app.text.Cells;
import naru.app.text.Language;
import naru.base.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Arguments in; exit code, data and messages out. */
class CliTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private static List<Command> commands() {
    return List.of(
        new CheckCommand(),
        new ConfigCommand(),
        new ExplainCommand(),
        new VersionCommand(),
        new HelpCommand());
  }

  private int naru(Map<String, String> environment, String... args) {
    Shell shell = new Shell(new PrintWriter(out), new PrintWriter(err), environment, false, false);
    return Cli.run(shell, commands(), args);
  }

  private int naru(String... args) {
    return naru(Map.of(), args);
  }

  private String file(String text) throws IOException {
    Path file = folder.resolve("naru.yaml");
    Files.writeString(file, text);
    return file.toString();
  }

  @Test
  void checkOfAValidFile() throws IOException {
    String file = file("naru: 1");
    assertThat(naru("check", "-c", file)).isEqualTo(0);
    assertThat(out.toString()).startsWith(file + ": valid;");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void checkSaysForWhomQuestionsAreForwarded() throws IOException {
    String file =
        file(
            "naru: 1\nlisten: { dns: udp://127.0.0.1:53 }\n"
                + "dns: { forward: { .: udp://192.0.2.1 }, recursion: [10.0.0.0/8, 127.0.0.1] }\n");
    assertThat(naru("check", "-c", file)).isEqualTo(0);
    assertThat(out.toString())
        .contains("\ndns: questions are forwarded for 10.0.0.0/8, 127.0.0.1/32; others get");
  }

  @Test
  void checkOfAnInvalidFileWritesMessagesBesideTheData() throws IOException {
    assertThat(naru("check", "-c", file("naru: 1\nnope: 1\n"))).isEqualTo(3);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("error[N3010]: unknown key 'nope'");
  }

  @Test
  void checkAsJson() throws IOException {
    assertThat(naru("check", "--json", "-c", file("naru: 1\nnope: 1\n"))).isEqualTo(3);
    assertThat(out.toString()).contains("\"schema\" : \"naru.check/1\"").contains("N3010");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void keysBelowAKey() {
    assertThat(naru("config", "keys")).isEqualTo(0);
    assertThat(out.toString()).contains("  gateway ..", "  naru ", "Must be there.");
    out.getBuffer().setLength(0);
    assertThat(naru(Map.of("COLUMNS", "80"), "config", "keys", "gateway.upstreams")).isEqualTo(0);
    assertThat(out.toString())
        .startsWith("gateway.upstreams  Sets of servers")
        .contains("  health ..", "  proxy-protocol", "One of v1, v2.", "If not said: 1024.");
    assertThat(out.toString().lines()).allMatch(l -> l.length() <= 80);
    out.getBuffer().setLength(0);
    assertThat(naru("config", "keys", "gateway.routes.guard.jwt.headers", "--lang=ko"))
        .isEqualTo(0);
    assertThat(out.toString()).contains("X-User: sub");
    out.getBuffer().setLength(0);
    assertThat(naru("config", "keys", "log.access", "--json")).isEqualTo(0);
    assertThat(out.toString()).contains("\"schema\" : \"naru.keys/1\"", "\"largest\"", "100MiB");
  }

  @Test
  void keysOfWhatIsNotThere() {
    assertThat(naru("config", "keys", "gateway.upstream")).isEqualTo(2);
    assertThat(err.toString()).contains("Unknown: 'upstream'", "Did you mean 'upstreams'?");
  }

  @Test
  void languageOfTheOptionBeatsTheEnvironment() throws IOException {
    String file = file("naru: 1\nnope: 1\n");
    assertThat(naru(Map.of("LANG", "ko_KR.UTF-8"), "check", "-c", file)).isEqualTo(3);
    assertThat(err.toString()).contains("알 수 없는 키");
    assertThat(naru(Map.of("LANG", "ko_KR.UTF-8"), "check", "--lang=en", "-c", file)).isEqualTo(3);
    assertThat(err.toString()).contains("unknown key");
  }

  @Test
  void coloursOnlyWhereWanted() throws IOException {
    String file = file("naru: 1\nnope: 1\n");
    naru("check", "-c", file);
    assertThat(err.toString()).doesNotContain("\u001b");
    naru("--color", "always", "check", "-c", file);
    assertThat(err.toString()).contains("\u001b[1;31m");
  }

  @Test
  void noColorIsHonouredOnATerminal() throws IOException {
    String file = file("naru: 1\nnope: 1\n");
    for (Map<String, String> plain : List.of(Map.of("NO_COLOR", "1"), Map.of("TERM", "dumb"))) {
      Shell shell = new Shell(new PrintWriter(out), new PrintWriter(err), plain, true, true);
      Cli.run(shell, commands(), "check", "-c", file);
    }
    assertThat(err.toString()).contains("N3010").doesNotContain("\u001b");
  }

  @Test
  void explanationsFitTheTerminal() {
    Map<String, String> narrow = Map.of("COLUMNS", "80");
    for (Code code : Code.values()) {
      for (String language : List.of("en", "ko")) {
        out.getBuffer().setLength(0);
        assertThat(naru(narrow, "explain", code.number(), "--lang", language)).isEqualTo(0);
        assertThat(out.toString().lines()).as(code.number()).allMatch(l -> Cells.of(l) <= 80);
      }
    }
  }

  @Test
  void nearestCommandAndOption() {
    assertThat(naru("chekc")).isEqualTo(2);
    assertThat(err.toString()).contains("'chekc'").contains("Did you mean 'check'?");
    assertThat(naru("check", "--josn")).isEqualTo(2);
    assertThat(err.toString()).contains("Did you mean '--json'?");
    assertThat(naru("--lang", "ko", "chekc")).isEqualTo(2);
    assertThat(err.toString()).contains("혹시 'check'인가요?");
  }

  @Test
  void noCommandIsAMistakeThatShowsThem() {
    assertThat(naru()).isEqualTo(2);
    assertThat(err.toString()).contains("check").contains("version");
    assertThat(naru("config")).isEqualTo(2);
  }

  @Test
  void helpIsData() {
    assertThat(naru("--help")).isEqualTo(0);
    assertThat(out.toString()).contains("check").contains("Usage: naru");
    assertThat(naru("check", "--help", "--lang", "ko")).isEqualTo(0);
    assertThat(out.toString()).contains("사용법: naru check");
  }

  @Test
  void helpOfACommandIsAskedForInEitherOrder() {
    String[][] same = {{"config", "schema", "--help"}, {"help", "config", "schema"}};
    for (String[] args : same) {
      out.getBuffer().setLength(0);
      assertThat(naru(args)).isEqualTo(0);
      assertThat(out.toString()).contains("Usage: naru config schema");
    }
    out.getBuffer().setLength(0);
    assertThat(naru("help")).isEqualTo(0);
    assertThat(out.toString()).contains("Usage: naru ").contains("check");
    assertThat(naru("help", "chekc")).isEqualTo(2);
    assertThat(err.toString()).contains("'chekc'").contains("Did you mean 'check'?");
  }

  @Test
  void theVersionIsAskedForAsEverybodyDoes() {
    for (String ask : List.of("--version", "-V", "-v", "version")) {
      out.getBuffer().setLength(0);
      assertThat(naru(ask)).isEqualTo(0);
      assertThat(out.toString())
          .matches(
              "naru \\S+ \\(Java " + Runtime.version().feature() + ".*, Netty 4\\.[0-9.]+.*\\)\\R");
      out.getBuffer().setLength(0);
      assertThat(naru(ask, "--json")).isEqualTo(0);
      assertThat(out.toString()).contains("\"schema\" : \"naru.version/1\"", "\"netty\" : \"4.");
    }
    assertThat(naru("--json", "--version")).isEqualTo(0);
    assertThat(err.toString()).isEmpty();
    assertThat(naru("--verson")).isEqualTo(2);
    assertThat(err.toString()).contains("Did you mean '--version'?");
  }

  @Test
  void versionAndSchemaAsJson() {
    assertThat(naru("version", "--json")).isEqualTo(0);
    assertThat(out.toString()).contains("\"schema\" : \"naru.version/1\"");
    assertThat(naru("config", "schema")).isEqualTo(0);
    assertThat(out.toString()).contains("http://json-schema.org/draft-07/schema#");
  }

  @Test
  void everyCommandAndOptionIsDescribedInBothLanguages() {
    for (Language language : Language.values()) {
      Shell shell = new Shell(new PrintWriter(out), new PrintWriter(err), Map.of(), false, false);
      described(Cli.of(shell, Messages.in(language), commands()).line());
    }
  }

  private static void described(CommandLine line) {
    String name = line.getCommandSpec().qualifiedName();
    assertThat(line.getCommandSpec().usageMessage().header()).as(name).isNotEmpty();
    line.getCommandSpec()
        .options()
        .forEach(o -> assertThat(o.description()).as(name + " " + o.longestName()).isNotEmpty());
    line.getSubcommands().values().forEach(CliTest::described);
  }
}
