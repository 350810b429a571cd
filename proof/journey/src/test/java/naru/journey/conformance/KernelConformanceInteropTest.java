package naru.journey.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import naru.linux.NetworkNamespace;
import naru.testkit.drill.Mismatch;
import naru.testkit.drill.Script;
import naru.testkit.drill.Script.Note;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The same scripts on the Linux kernel: what holds there too is no mere opinion of ours. Time is
 * real here, so scripts are played side by side, and one that fails is played again.
 */
@Tag("interop")
final class KernelConformanceInteropTest {
  private static final int SIDE_BY_SIDE = 16;
  private static final int ATTEMPTS = 4;

  @TestFactory
  Stream<DynamicTest> everyScriptHoldsUnlessNoted() {
    assertThat(NetworkNamespace.available()).as("root may make namespaces").isTrue();
    try (ExecutorService pool = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
      Map<Script, Future<Optional<Mismatch>>> played = new LinkedHashMap<>();
      ScriptFolder.scripts().forEach(s -> played.put(s, pool.submit(() -> play(s))));
      return played.entrySet().stream()
          .map(e -> DynamicTest.dynamicTest(e.getKey().name(), () -> judge(e)));
    }
  }

  /** The last mismatch, if no attempt held. */
  private static Optional<Mismatch> play(Script script) {
    Optional<Note> note = script.note("linux");
    if (note.isPresent() && note.get().kind() == Note.Kind.SKIPPED) {
      return Optional.empty();
    }
    int attempts = note.isPresent() ? 1 : ATTEMPTS;
    Optional<Mismatch> last = Optional.empty();
    for (int i = 0; i < attempts; i++) {
      try {
        Kernel.play(script);
        return Optional.empty();
      } catch (Mismatch e) {
        last = Optional.of(e);
      }
    }
    return last;
  }

  private static void judge(Map.Entry<Script, Future<Optional<Mismatch>>> played)
      throws ExecutionException, InterruptedException {
    Script script = played.getKey();
    Optional<Mismatch> mismatch = played.getValue().get();
    Note note = script.note("linux").orElse(null);
    if (note == null) {
      mismatch.ifPresent(m -> fail(m.getMessage()));
    } else if (note.kind() == Note.Kind.SKIPPED) {
      abort("not played: " + note.reason());
    } else if (mismatch.isEmpty()) {
      abort("holds on this kernel, although noted: " + note.reason());
    }
  }
}
