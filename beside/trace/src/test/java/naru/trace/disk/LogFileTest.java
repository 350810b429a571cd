package naru.trace.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.base.Metrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log goes on, whatever becomes of the files beside it. */
final class LogFileTest {
  private static final String UNTURNED = "naru_access_log_unturned_total ";

  @TempDir private Path folder;
  private final Metrics metrics = new Metrics();

  private LogFile open(long maxBytes, int keep) throws IOException {
    return LogFile.open(folder.resolve("log"), maxBytes, keep, metrics);
  }

  private static void write(LogFile file, String lines) throws IOException {
    file.write(lines.getBytes(US_ASCII));
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  /** A folder with something in it is in the way: not even root moves a file there. */
  private Path obstacle(String name) throws IOException {
    Path obstacle = folder.resolve(name);
    Files.createDirectories(obstacle.resolve("something"));
    return obstacle;
  }

  private void remove(Path obstacle) throws IOException {
    Files.delete(obstacle.resolve("something"));
    Files.delete(obstacle);
  }

  @Test
  void whatCannotBeTurnedOverIsWrittenOnAndTriedLater() throws Exception {
    Path obstacle = obstacle("log.1");
    try (LogFile file = open(16, 1)) {
      write(file, "0123456789abcdef"); // full
      write(file, "g"); // the first try; the next one at 17 bytes
      assertThat(metrics.text()).contains(UNTURNED + "1");
      write(file, "h");
      assertThat(metrics.text()).contains(UNTURNED + "2");
      assertThat(read("log")).isEqualTo("0123456789abcdefgh");
      remove(obstacle);
      write(file, "new");
      assertThat(read("log")).isEqualTo("new");
      assertThat(read("log.1")).isEqualTo("0123456789abcdefgh");
      assertThat(metrics.text()).contains(UNTURNED + "2");
    }
  }

  /** logrotate moves the file and, by {@code create}, makes the next one before we look. */
  @Test
  void linesGoIntoTheFileThatStandsInItsPlace() throws Exception {
    try (LogFile file = open(1000, 1)) {
      write(file, "old");
      Files.move(folder.resolve("log"), folder.resolve("log.moved"));
      Files.createFile(folder.resolve("log"));
      write(file, "new");
      assertThat(read("log")).isEqualTo("new");
      assertThat(read("log.moved")).isEqualTo("old");
    }
  }

  @Test
  void itIsNotTriedAtEachLine() throws Exception {
    obstacle("log.1");
    try (LogFile file = open(160, 1)) {
      write(file, "x".repeat(160));
      for (int i = 0; i < 10; i++) {
        write(file, "y");
      }
      assertThat(metrics.text()).contains(UNTURNED + "1");
      write(file, "z");
      assertThat(metrics.text()).contains(UNTURNED + "2");
      assertThat(read("log")).hasSize(171);
    }
  }

  /** What was moved before the move that failed stays where it is, and nothing else goes. */
  @Test
  void aTurnThatFailedHalfWayCostsNoOldFile() throws Exception {
    Files.writeString(folder.resolve("log.1"), "one");
    Files.writeString(folder.resolve("log.3"), "three");
    try (LogFile file = open(1, 3)) {
      write(file, "zero");
      write(file, "new");
    }
    assertThat(read("log")).isEqualTo("new");
    assertThat(read("log.1")).isEqualTo("zero");
    assertThat(read("log.2")).isEqualTo("one");
    assertThat(read("log.3")).isEqualTo("three");
  }

  @Test
  void withoutItsFolderItGoesOnInTheFileThatIsOpen() throws Exception {
    Path logs = folder.resolve("logs");
    Path moved = folder.resolve("moved");
    try (LogFile file = LogFile.open(logs.resolve("log"), 100, 1, metrics)) {
      write(file, "one ");
      Files.move(logs, moved);
      write(file, "two");
      assertThat(read("moved/log")).isEqualTo("one two");
      assertThat(metrics.text()).contains(UNTURNED + "1");
      Files.createDirectory(logs);
      write(file, "three");
      assertThat(read("logs/log")).isEqualTo("three");
    }
  }

  @Test
  void noneIsKeptWhereNoneIsWanted() throws Exception {
    try (LogFile file = open(1, 0)) {
      write(file, "old");
      write(file, "new");
    }
    assertThat(read("log")).isEqualTo("new");
    assertThat(folder.resolve("log.1")).doesNotExist();
  }
}
