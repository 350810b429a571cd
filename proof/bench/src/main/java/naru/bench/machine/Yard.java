package naru.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where a benchmark happens: a temporary folder, and every process that was started in it.
 *
 * <p>Closing ends the processes and removes the folder; so does the end of this JVM, however it
 * comes (Ctrl-C too).
 */
public final class Yard implements AutoCloseable {
  /** An operation that has to be done with longer than this has failed. */
  private static final long MOST_SECONDS_OVER = 20;

  private final Path folder;
  private final Cores cores;
  private final List<Child> children = new ArrayList<>();
  private final Thread hook = new Thread(this::clear, "bench-end");
  private boolean closed;

  private Yard(Path folder, Cores cores) {
    this.folder = folder;
    this.cores = cores;
  }

  public static Yard open(Cores cores) {
    try {
      Yard yard = new Yard(Files.createTempDirectory("naru-bench"), cores);
      Runtime.getRuntime().addShutdownHook(yard.hook);
      return yard;
    } catch (IOException e) {
      throw Trouble.because("cannot make a temporary folder: " + e.getMessage());
    }
  }

  public Path folder() {
    return folder;
  }

  /** Starts a server under test, alone on its core. */
  public Child serve(String name, List<String> command, Path in) {
    return start(name, command, in, cores.server());
  }

  /** Starts what a server under test needs beside it, on the core of the load. */
  public Child support(String name, List<String> command, Path in) {
    return start(name, command, in, cores.load());
  }

  /**
   * Runs a program on the core of the load to its end.
   *
   * @param seconds how long it should take
   * @return what it printed
   */
  public String run(String name, List<String> command, long seconds) {
    Path output = folder.resolve(name + ".out");
    try {
      Process process = launch(command, folder, output, cores.load());
      Child child = new Child(name, process, output);
      keep(child);
      boolean done = process.waitFor(seconds + MOST_SECONDS_OVER, TimeUnit.SECONDS);
      forget(child);
      if (!done || process.exitValue() != 0) {
        child.end();
        throw child.trouble(done ? "failed with exit code " + process.exitValue() : "hangs");
      }
      return Files.readString(output);
    } catch (IOException e) {
      throw Trouble.because("cannot run " + name + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Trouble.because("interrupted");
    }
  }

  private Child start(String name, List<String> command, Path in, int core) {
    Path log = in.resolve("log");
    try {
      Child child = new Child(name, launch(command, in, log, core), log);
      keep(child);
      return child;
    } catch (IOException e) {
      throw Trouble.because("cannot start " + name + ": " + e.getMessage());
    }
  }

  private static Process launch(List<String> command, Path in, Path output, int core)
      throws IOException {
    List<String> pinned =
        new ArrayList<>(List.of(Program.TASKSET.word(), "-c", Integer.toString(core)));
    pinned.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(pinned)
            .directory(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("LC_ALL", "C");
    return builder.start();
  }

  private synchronized void keep(Child child) {
    children.add(child);
    if (closed) {
      child.end();
    }
  }

  private synchronized void forget(Child child) {
    children.remove(child);
  }

  @Override
  public void close() {
    clear();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the JVM is ending, and the hook has run or is waiting for this
    }
  }

  private synchronized void clear() {
    if (closed) {
      return;
    }
    closed = true;
    children.reversed().forEach(Child::end);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      System.err.println("bench: left behind: " + folder + " (" + e.getMessage() + ")");
    }
  }
}
