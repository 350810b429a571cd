package naru.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that this benchmark has started, with its log. */
public final class Child {
  private static final int TAIL_LINES = 15;
  private static final long PATIENCE_SECONDS = 5;

  private final String name;
  private final Process process;
  private final Path log;

  Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  public boolean running() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  public CpuClock cpu() {
    return CpuClock.of(process.toHandle());
  }

  /** The memory that it and all below it take. */
  public Resident resident() {
    return Resident.of(process.toHandle());
  }

  /** What to say when it did not do what it was started for. */
  public Trouble trouble(String what) {
    return Trouble.because(name + " " + what + "; the end of its log:\n" + tail());
  }

  private String tail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()))
          .indent(2);
    } catch (IOException e) {
      return "  (" + e.getMessage() + ")\n";
    }
  }

  /** Asks it to end, with all below it; ends it if it does not. Does nothing if it has ended. */
  public void end() {
    try (Stream<ProcessHandle> descendants = process.descendants()) {
      List<ProcessHandle> below = descendants.toList();
      process.destroy();
      if (!ended()) {
        process.destroyForcibly();
      }
      below.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }
  }

  private boolean ended() {
    try {
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
