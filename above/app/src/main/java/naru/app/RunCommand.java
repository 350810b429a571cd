package naru.app;

import java.nio.file.Path;
import naru.admin.Reload;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import naru.app.config.Config;
import naru.app.config.problem.Inapplicable;
import naru.app.config.problem.Problems;
import naru.app.config.problem.Report;
import naru.app.config.problem.ReportText;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.base.FailureException;
import naru.trace.render.Lang;
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
      case Loaded.Valid valid -> serve(valid, terminal);
    };
  }

  private int serve(Loaded.Valid valid, Terminal terminal) {
    Config config = valid.config();
    try (Farewell farewell = Farewell.open();
        Naru naru = Naru.open(config, () -> ConfigFile.load(file));
        QuietCollection _ = QuietCollection.start(naru.ground.metrics)) {
      naru.listening().forEach(l -> terminal.err().println("  " + l));
      terminal.tell("run.serving", file.toString(), config.state().toString());
      Hangup.does(() -> reload(naru, terminal));
      farewell.await();
      terminal.tell("run.stopping");
      return Exit.OK;
    } catch (Inapplicable e) {
      return refused(e, valid, terminal);
    } catch (FailureException e) {
      terminal.tell("failure", e.failure().code().number(), e.failure().detail());
      return e.failure().code().exit();
    }
  }

  /** As a reload tells it; its warnings were told before. */
  private static int refused(Inapplicable what, Loaded.Valid valid, Terminal terminal) {
    Problems problems = new Problems();
    problems.add(what.problem());
    Report report = Report.of(valid.report().source(), problems);
    terminal.err().print(ReportText.of(report, terminal.language(), terminal.look().errColor()));
    return what.isListener() ? what.failure().failure().code().exit() : Exit.CONFIG;
  }

  private static void reload(Naru naru, Terminal terminal) {
    try {
      switch (naru.reloading.reload(Lang.of(terminal.language().tag()))) {
        case Reload.Outcome.Applied applied -> {
          terminal.tell("reload.done", Long.toString(applied.generation()));
          if (!applied.restart().isEmpty()) {
            terminal.tell("reload.restart", String.join(", ", applied.restart()));
          }
        }
        case Reload.Outcome.Refused refused -> {
          terminal.err().print(refused.text());
          terminal.tell("reload.refused", Long.toString(refused.generation()));
        }
      }
    } catch (FailureException e) {
      terminal.tell("failure", e.failure().code().number(), e.failure().detail());
    }
  }
}
