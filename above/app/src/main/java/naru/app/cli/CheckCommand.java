package naru.app.cli;

import java.nio.file.Path;
import java.util.stream.Collectors;
import naru.app.config.Config;
import naru.app.config.problem.Report;
import naru.app.config.problem.ReportJson;
import naru.app.config.problem.ReportText;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import picocli.CommandLine.Option;

/** {@code naru check}: reads a config file and says all that is wrong with it. */
@picocli.CommandLine.Command(name = "check")
public final class CheckCommand implements Command {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      descriptionKey = "option.config")
  private Path file = Path.of("naru.yaml");

  @Override
  public int run(Terminal terminal) {
    Loaded loaded = ConfigFile.load(file);
    Report report = loaded.report();
    if (terminal.look().json()) {
      terminal.json(ReportJson.of(report, terminal.language()));
    } else {
      terminal.err().print(ReportText.of(report, terminal.language(), terminal.look().errColor()));
    }
    return switch (loaded) {
      case Loaded.Valid(Config config, Report valid) -> valid(config, valid, terminal);
      case Loaded.Invalid(Report invalid) -> Exit.CONFIG;
    };
  }

  private static int valid(Config config, Report report, Terminal terminal) {
    if (!terminal.look().json()) {
      terminal.print(
          "check.valid",
          report.source().file(),
          Long.toString(config.listen().all().count()),
          Integer.toString(config.dns().zones().size()),
          Integer.toString(config.proxy().rules().size()),
          Integer.toString(config.gateway().routes().size()),
          Integer.toString(config.gateway().upstreams().size()));
      recursion(config, terminal);
    }
    terminal.next("naru run -c " + report.source().file());
    return Exit.OK;
  }

  /** For whom others are asked: an open resolver should be seen before it is used. */
  private static void recursion(Config config, Terminal terminal) {
    if (config.listen().dns().isEmpty() || config.dns().forward().isEmpty()) {
      return;
    }
    String clients =
        config.dns().recursion().stream().map(Object::toString).collect(Collectors.joining(", "));
    terminal.print(clients.isEmpty() ? "check.recursion.own" : "check.recursion", clients);
  }
}
