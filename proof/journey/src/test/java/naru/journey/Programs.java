package naru.journey;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Foreign programs, run to their end and never longer than they are given. */
public final class Programs {
  private Programs() {}

  /** Runs a program whose end is awaited. */
  public static Program.Result run(int seconds, List<String> command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    CompletableFuture<String> out = text(process.getInputStream());
    CompletableFuture<String> err = text(process.getErrorStream());
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException(
          command.getFirst() + " took over " + seconds + " s: " + out.join() + err.join());
    }
    return new Program.Result(process.exitValue(), out.join(), err.join());
  }

  /** Runs a program that must succeed; its standard output. */
  public static String output(String... command) throws IOException, InterruptedException {
    Program.Result result = run(60, List.of(command));
    if (result.exit() != 0) {
      throw new AssertionError(
          String.join(" ", command)
              + " gave "
              + result.exit()
              + ": "
              + result.out()
              + result.err());
    }
    return result.out();
  }

  private static CompletableFuture<String> text(InputStream in) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }
}
