package naru.journey.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import naru.journey.Home;
import naru.testkit.drill.Script;
import org.junit.jupiter.api.Test;

/** docs/conformance.md says what the scripts say. */
final class ConformancePageTest {
  private static final String WRITE = "naru.conformance.write";
  private static final int FLOOR = 120;

  @Test
  void thePageIsMadeFromTheScripts() throws IOException {
    List<Script> scripts = ScriptFolder.scripts();
    assertThat(scripts).hasSizeGreaterThan(FLOOR);
    Path page = Home.folder().resolve("docs/conformance.md");
    String wanted = ConformanceTable.of(scripts);
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(page, wanted);
    }
    assertThat(Files.readString(page))
        .as("docs/conformance.md is out of date: run this test with -D%s=true", WRITE)
        .isEqualTo(wanted);
  }
}
