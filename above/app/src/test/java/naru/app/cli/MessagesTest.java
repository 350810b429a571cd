package naru.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import naru.app.text.Language;
import org.junit.jupiter.api.Test;

/** Both languages say the same things, and nothing is said that no command says. */
class MessagesTest {
  private static final Path SOURCES = Path.of("src/main/java");

  /** What the command line library asks for by itself. */
  private static final Pattern BY_LIBRARY =
      Pattern.compile("naru(\\.[a-z]+)*\\.usage\\.header|usage\\.[a-zA-Z]+Heading");

  private static Set<String> keys(Language language) {
    return new TreeSet<>(Collections.list(Messages.in(language).bundle().getKeys()));
  }

  @Test
  void bothLanguagesHaveTheSameKeysAndGaps() {
    assertThat(keys(Language.KO)).isEqualTo(keys(Language.EN)).hasSizeGreaterThan(15);
    for (String key : keys(Language.EN)) {
      assertThat(gaps(Messages.in(Language.KO).say(key)))
          .as(key)
          .isEqualTo(gaps(Messages.in(Language.EN).say(key)));
    }
  }

  private static Set<String> gaps(String message) {
    return Pattern.compile("\\{\\d}")
        .matcher(message)
        .results()
        .map(r -> r.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyKeyIsUsed() throws IOException {
    String sources;
    try (Stream<Path> files = Files.walk(SOURCES)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
      sources = all.toString();
    }
    assertThat(keys(Language.EN))
        .allSatisfy(
            key ->
                assertThat(BY_LIBRARY.matcher(key).matches() || sources.contains("\"" + key + "\""))
                    .as(key)
                    .isTrue());
  }
}
