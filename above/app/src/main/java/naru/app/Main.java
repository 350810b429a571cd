package naru.app;

import java.util.List;
import java.util.stream.Stream;
import naru.app.cli.CheckCommand;
import naru.app.cli.Cli;
import naru.app.cli.Command;
import naru.app.cli.ConfigCommand;
import naru.app.cli.ExplainCommand;
import naru.app.cli.HelpCommand;
import naru.app.cli.Shell;
import naru.app.cli.VersionCommand;
import naru.app.cli.admin.AdminCommands;

/** Where the program starts. */
public final class Main {
  private Main() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] args) {
    Logging.begin();
    System.exit(Cli.run(Shell.ofProcess(), commands(), args));
  }

  /** In the order of the help page. */
  private static List<Command> commands() {
    return Stream.of(
            List.of(new DemoCommand(), new RunCommand(), new TraceCommand(), new GetCommand()),
            AdminCommands.all(),
            List.of(
                new ExplainCommand(),
                new CheckCommand(),
                new ConfigCommand(),
                new VersionCommand(),
                new HelpCommand()))
        .<Command>flatMap(List::stream)
        .toList();
  }
}
