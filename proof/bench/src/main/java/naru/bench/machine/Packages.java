package naru.bench.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Installs what is missing, where that is allowed; says what to install where it is not. */
public final class Packages {
  private static final long MOST_MINUTES = 5;

  private final Path log;
  private final Consumer<String> tell;

  private Packages(Path log, Consumer<String> tell) {
    this.log = log;
    this.tell = tell;
  }

  /**
   * @param log where the installer's output goes
   * @param tell gets a line for a person
   */
  public static Packages of(Path log, Consumer<String> tell) {
    return new Packages(log, tell);
  }

  /** Returns when all programs are there; throws {@link Trouble} if they cannot be. */
  public void provide(Collection<Program> programs) {
    List<String> missing = missing(programs);
    if (missing.isEmpty()) {
      return;
    }
    String names = String.join(" ", missing);
    if (!System.getProperty("user.name", "").equals("root")) {
      throw Trouble.because("not installed: " + names + "\n  as root: apt-get install " + names);
    }
    tell.accept("installing: " + names);
    apt(List.of("update"));
    List<String> install = new ArrayList<>(List.of("install", "-y", "--no-install-recommends"));
    install.addAll(missing);
    apt(install);
    if (!missing(programs).isEmpty()) {
      throw Trouble.because("could not install " + names + "; see " + log);
    }
  }

  private static List<String> missing(Collection<Program> programs) {
    return programs.stream()
        .filter(program -> program.found().isEmpty())
        .map(Program::debian)
        .distinct()
        .toList();
  }

  private void apt(List<String> words) {
    List<String> command = new ArrayList<>(List.of("apt-get"));
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    // The packages start their servers on well-known ports; the benchmark needs only the programs.
    builder.environment().put("RUNLEVEL", "1");
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Process process = builder.start();
      if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
        process.destroy();
        throw Trouble.because(String.join(" ", command) + " takes too long; see " + log);
      }
    } catch (IOException e) {
      throw Trouble.because("cannot run apt-get: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Trouble.because("interrupted: " + Arrays.toString(command.toArray()));
    }
  }
}
