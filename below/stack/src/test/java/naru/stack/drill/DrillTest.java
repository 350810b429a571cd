package naru.stack.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import naru.testkit.Seeds;
import naru.testkit.drill.Dialogue;
import naru.testkit.drill.Mismatch;
import naru.testkit.drill.Script;
import naru.testkit.drill.Script.Note;
import naru.testkit.drill.Scripts;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every script holds on Naru's stack, to the nanosecond; or is known not to, and then does not. */
final class DrillTest {
  private static final int FLOOR = 130;
  private static final List<Script> SCRIPTS = Scripts.in(folder());

  @Test
  void thereAreScriptsForTheClausesThatMatter() {
    assertThat(SCRIPTS).hasSizeGreaterThan(FLOOR);
  }

  @TestFactory
  Stream<DynamicTest> everyScriptHolds() {
    return SCRIPTS.stream().map(s -> DynamicTest.dynamicTest(s.name(), () -> play(s)));
  }

  private static void play(Script script) {
    Note note = script.note("naru").orElse(null);
    if (note == null) {
      dialogue(script);
    } else if (note.kind() == Note.Kind.DIFFERS) {
      assertThat(differs(script)).as("differs: " + note.reason()).isTrue();
    }
  }

  private static boolean differs(Script script) {
    try {
      dialogue(script);
      return false;
    } catch (Mismatch expected) {
      return true;
    }
  }

  private static void dialogue(Script script) {
    try (NaruSubject naru = NaruSubject.of(script, Seeds.of(script.name().hashCode()))) {
      Dialogue.play(script, naru);
    }
  }

  private static Path folder() {
    URL folder = DrillTest.class.getResource("/naru/stack/drill");
    try {
      return Path.of(Objects.requireNonNull(folder, "no scripts").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
