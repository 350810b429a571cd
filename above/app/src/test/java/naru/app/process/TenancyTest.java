package naru.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who lives on a state folder. */
@Timeout(30)
final class TenancyTest {
  @TempDir private Path state;

  @Test
  void whoComesWhileAnotherIsThereIsNotAlone() throws Exception {
    try (Tenancy first = Tenancy.of(state)) {
      assertThat(first.isAlone()).isTrue();
      try (Tenancy second = Tenancy.of(state)) {
        assertThat(second.isAlone()).isFalse();
        assertThat(first.isAlone()).isTrue();
      }
    }
    try (Tenancy third = Tenancy.of(state)) {
      assertThat(third.isAlone()).isTrue();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theLockIsSeenByOtherPrograms() throws Exception {
    try (Tenancy here = Tenancy.of(state)) {
      assertThat(here.isAlone()).isTrue();
      String inode = Files.getAttribute(state.resolve("lock"), "unix:ino").toString();
      assertThat(Files.readAllLines(Path.of("/proc/locks")))
          .filteredOn(l -> l.contains(":" + inode + " "))
          .as(ProcessHandle.current().pid() + " locks its byte")
          .singleElement()
          .asString()
          .contains("WRITE");
    }
  }
}
