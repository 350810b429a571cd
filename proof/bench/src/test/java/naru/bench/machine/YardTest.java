package naru.bench.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class YardTest {
  @Test
  void closingEndsTheProcessesAndRemovesTheFolder() {
    Yard yard = Yard.open(Cores.ofThisProcess());
    Child child = yard.serve("sleeper", List.of("sleep", "600"), yard.folder());
    assertThat(child.running()).isTrue();
    yard.close();
    assertThat(child.running()).isFalse();
    assertThat(yard.folder()).doesNotExist();
  }

  @Test
  void aProgramThatFailsShowsTheEndOfItsOutput() {
    try (Yard yard = Yard.open(Cores.ofThisProcess())) {
      List<String> command = List.of("sh", "-c", "echo no such zone; exit 3");
      assertThatThrownBy(() -> yard.run("checker", command, 1))
          .isInstanceOf(Trouble.class)
          .hasMessageContaining("checker failed with exit code 3")
          .hasMessageContaining("no such zone");
    }
  }
}
