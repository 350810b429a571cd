package naru.app.cli.admin;

import java.util.List;
import naru.app.cli.Command;

/** The commands that talk to a running Naru, in the order of the help page. */
public final class AdminCommands {
  private AdminCommands() {}

  public static List<Command> all() {
    return List.of(
        new LsCommand(),
        new ShowCommand(),
        new TailCommand(),
        new ExportCommand(),
        new WhyCommand(),
        new ReloadCommand(),
        new CaCommand(),
        new RouteCommand(),
        new UpstreamCommand(),
        new CacheCommand());
  }
}
