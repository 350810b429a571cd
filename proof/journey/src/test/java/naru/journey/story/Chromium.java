package naru.journey.story;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import naru.journey.Programs;

/** The browser without a window, with a home of its own in which it trusts one root. */
final class Chromium implements AutoCloseable {
  private final Process process;

  private Chromium(Process process) {
    this.process = process;
  }

  /** Opens a page, and stays until it is closed. */
  static Chromium open(Path folder, Path root, String url) throws Exception {
    Path log = folder.resolve("chromium.log");
    return new Chromium(
        new ProcessBuilder(command(folder, root, url))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start());
  }

  /** How to start it. */
  static List<String> command(Path folder, Path root, String... more) throws Exception {
    Path home = folder.resolve("home");
    trust(Files.createDirectories(home.resolve(".pki/nssdb")), root);
    List<String> command =
        new ArrayList<>(List.of("env", "HOME=" + home, "TMPDIR=" + home, "chromium"));
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--user-data-dir=" + folder.resolve("profile")));
    command.addAll(List.of(more));
    return command;
  }

  private static void trust(Path store, Path root) throws IOException, InterruptedException {
    String sql = "sql:" + store;
    Programs.output("certutil", "-d", sql, "-N", "--empty-password");
    Programs.output(
        "certutil", "-d", sql, "-A", "-t", "C,,", "-n", "Naru Root", "-i", root.toString());
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
    process.destroyForcibly().onExit().join();
  }
}
