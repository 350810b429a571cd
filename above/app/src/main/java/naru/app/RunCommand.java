package naru.app;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import naru.app.config.Config;
import naru.app.config.problem.ReportText;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.base.FailureException;
import picocli.CommandLine.Option;

/** {@code naru run}: serves what the file says, until it is told to stop. */
@picocli.CommandLine.Command(name = "run")
final class RunCommand implements Command {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      descriptionKey = "option.config")
  private Path file = Path.of("naru.yaml");

  @Override
  public int run(Terminal terminal) {
    Loaded loaded = ConfigFile.load(file);
    terminal
        .err()
        .print(ReportText.of(loaded.report(), terminal.language(), terminal.look().errColor()));
    return switch (loaded) {
      case Loaded.Invalid invalid -> Exit.CONFIG;
      case Loaded.Valid valid -> serve(valid.config(), terminal);
    };
  }

  private int serve(Config config, Terminal terminal) {
    try (Naru naru = Naru.start(config, () -> ConfigFile.load(file))) {
      naru.listening().forEach(l -> terminal.err().println("  " + l));
      terminal.tell("run.serving", file.toString(), config.state().toString());
      untilTold();
      terminal.tell("run.stopping");
      return Exit.OK;
    } catch (FailureException e) {
      terminal.tell("failure", e.failure().code().number(), e.failure().detail());
      return e.failure().code().exit();
    }
  }

  /** Until SIGTERM or Ctrl-C; the process then waits for everything to be closed. */
  static void untilTold() {
    CountDownLatch told = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  told.countDown();
                  joined(main);
                },
                "naru-stop"));
    try {
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void joined(Thread thread) {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
