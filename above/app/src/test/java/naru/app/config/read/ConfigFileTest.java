package naru.app.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import naru.app.config.problem.ConfigCode;
import naru.app.text.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be read as text at all, and the table of codes. */
class ConfigFileTest {
  @TempDir Path folder;

  private String codeOf(Path file) {
    Loaded loaded = ConfigFile.load(file);
    assertThat(loaded).isInstanceOf(Loaded.Invalid.class);
    assertThat(loaded.report().problems()).hasSize(1);
    return loaded.report().problems().getFirst().code().number();
  }

  @Test
  void missingFile() {
    assertThat(codeOf(folder.resolve("naru.yaml"))).isEqualTo("N3001");
  }

  @Test
  void folderInsteadOfFile() {
    assertThat(codeOf(folder)).isEqualTo("N3001");
  }

  @Test
  void tooLarge() throws IOException {
    Path file = folder.resolve("naru.yaml");
    Files.write(file, "#".repeat(ConfigFile.LARGEST + 1).getBytes(StandardCharsets.UTF_8));
    assertThat(codeOf(file)).isEqualTo("N3002");
    Files.write(
        file, ("naru: 1\n" + "#".repeat(ConfigFile.LARGEST - 8)).getBytes(StandardCharsets.UTF_8));
    assertThat(ConfigFile.load(file)).isInstanceOf(Loaded.Valid.class);
  }

  @Test
  void notUtf8() throws IOException {
    Path file = folder.resolve("naru.yaml");
    Files.write(file, new byte[] {'n', (byte) 0xff, '\n'});
    assertThat(codeOf(file)).isEqualTo("N3003");
  }

  @Test
  void codesAreDistinctAndSpeakBothLanguages() {
    Set<String> numbers = new HashSet<>();
    for (ConfigCode code : ConfigCode.values()) {
      assertThat(numbers.add(code.number())).as(code.number()).isTrue();
      for (Text text : new Text[] {code.title(), code.label()}) {
        assertThat(text.ko().isEmpty()).as(code.number()).isEqualTo(text.en().isEmpty());
        assertThat(gaps(text.ko())).as(code.number()).isEqualTo(gaps(text.en()));
      }
    }
  }

  private static Set<String> gaps(String text) {
    return Pattern.compile("\\{\\d}")
        .matcher(text)
        .results()
        .map(r -> r.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
