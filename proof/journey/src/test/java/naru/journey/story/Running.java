package naru.journey.story;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import naru.journey.Program;
import naru.trace.Trace;
import naru.trace.render.TraceJson;

/** {@code naru run} as a process of its own. */
final class Running implements AutoCloseable {
  private final Process process;
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch serving = new CountDownLatch(1);

  private Running(Process process) {
    this.process = process;
  }

  /** Starts it, and returns when it serves. */
  static Running start(Path config, String... flags) throws IOException, InterruptedException {
    return started(Program.command(List.of(flags), "run", "-c", config.toString(), "--lang", "en"));
  }

  /** Starts one that takes the place of the one that runs, and returns when it serves. */
  static Running takingOver(Path config) throws IOException, InterruptedException {
    return started(
        Program.command(
            List.of("-XX:TieredStopAtLevel=1"),
            "run",
            "--take-over",
            "-c",
            config.toString(),
            "--lang",
            "en"));
  }

  /** Starts it by any command, and returns when it serves. */
  static Running started(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MALLOC_ARENA_MAX", "2"); // as the launcher does
    Running running = new Running(builder.start());
    Thread.ofVirtual().start(running::listen);
    if (!running.serving.await(60, TimeUnit.SECONDS)
        || running.told().stream().noneMatch(l -> l.contains("erving "))) {
      running.close();
      throw new IllegalStateException("it does not serve: " + running.told);
    }
    return running;
  }

  private void listen() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        told.add(line);
        if (line.contains("erving")) {
          serving.countDown();
        }
      }
    } catch (IOException ended) {
      serving.countDown(); // it was stopped while we listened
    }
    serving.countDown();
  }

  /** What it said on its standard output and error. */
  List<String> told() {
    return List.copyOf(told);
  }

  /** The port that a party listens on, as it said at its start. */
  int port(String party) {
    return told().stream()
        .filter(l -> l.startsWith("  " + party + " "))
        .mapToInt(l -> Integer.parseInt(l.substring(l.lastIndexOf(':') + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** Sends SIGHUP. */
  void hangup() throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -HUP " + process.pid()).inheritIO().start().waitFor();
  }

  /** How many files and sockets it has open. */
  long files() {
    try (Stream<Path> all = Files.list(Path.of("/proc", "" + process.pid(), "fd"))) {
      return all.count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Bytes of memory that it has now, and had at most. */
  long residentBytes(String which) throws IOException {
    return Files.readAllLines(Path.of("/proc", "" + process.pid(), "status")).stream()
        .filter(l -> l.startsWith(which + ":"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }

  /** Bytes of memory that it has now. */
  long resident() {
    try {
      return residentBytes("VmRSS");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Sends SIGTERM, and goes on hearing what it says. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Waits for its end; its exit code. */
  int exit() {
    return process.onExit().orTimeout(30, TimeUnit.SECONDS).join().exitValue();
  }

  /** A line on its standard input. */
  void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The traces that have been written to the state folder. */
  static List<Trace> traces(Path state) {
    try (Stream<Path> files = Files.list(state.resolve("traces"))) {
      List<Trace> traces = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file);
        text.substring(0, text.lastIndexOf('\n') + 1)
            .lines()
            .filter(l -> l.startsWith("{"))
            .forEach(l -> traces.add(TraceJson.read(l)));
      }
      return traces;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Tells it to stop, and waits; kills it if it does not. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, 15, TimeUnit.SECONDS).join();
    process.destroyForcibly().onExit().join();
  }
}
