package naru.app;

import java.util.List;
import naru.app.cli.CheckCommand;
import naru.app.cli.Cli;
import naru.app.cli.ConfigCommand;
import naru.app.cli.Shell;
import naru.app.cli.VersionCommand;

/** Where the program starts. */
public final class Main {
  private Main() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] args) {
    Logging.begin();
    System.exit(
        Cli.run(
            Shell.ofProcess(),
            List.of(
                new DemoCommand(),
                new RunCommand(),
                new TraceCommand(),
                new GetCommand(),
                new CheckCommand(),
                new ConfigCommand(),
                new VersionCommand()),
            args));
  }
}
