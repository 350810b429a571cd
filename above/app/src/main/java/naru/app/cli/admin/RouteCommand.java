package naru.app.cli.admin;

import naru.app.cli.Command;
import naru.app.cli.Terminal;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code naru route}: about the gateway's routes. */
@picocli.CommandLine.Command(name = "route", subcommands = RouteCommand.Ls.class)
public final class RouteCommand implements Command {
  @Override
  public int run(Terminal terminal) {
    return Groups.incomplete("naru route", terminal);
  }

  /** {@code naru route ls}: in the order in which they are tried. */
  @picocli.CommandLine.Command(name = "ls")
  static final class Ls implements Command {
    @Mixin private Running running = new Running();

    @Override
    public int run(Terminal terminal) {
      Table table =
          new Table().head(terminal, "table.route", "table.to", "table.requests", "table.place");
      return Listing.print(running, "/routes", "naru.routes/1", terminal, table, Ls::row);
    }

    private static void row(Table table, JsonNode route) {
      table.row(
          Listing.text(route, "name"),
          Listing.text(route, "to"),
          Listing.text(route, "requests"),
          Listing.place(route));
    }
  }
}
