package naru.app.cli.admin;

import naru.app.cli.Command;
import naru.app.cli.Terminal;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code naru upstream}: about the groups of servers behind the gateway. */
@picocli.CommandLine.Command(name = "upstream", subcommands = UpstreamCommand.Ls.class)
public final class UpstreamCommand implements Command {
  @Override
  public int run(Terminal terminal) {
    return Groups.incomplete("naru upstream", terminal);
  }

  /** {@code naru upstream ls}: every target as it stands. */
  @picocli.CommandLine.Command(name = "ls")
  static final class Ls implements Command {
    @Mixin private Running running = new Running();

    @Override
    public int run(Terminal terminal) {
      Table table =
          new Table()
              .head(
                  terminal,
                  "table.upstream",
                  "table.balance",
                  "table.target",
                  "table.state",
                  "table.weight",
                  "table.inflight",
                  "table.requests",
                  "table.failures",
                  "table.evidence");
      return Listing.print(running, "/upstreams", "naru.upstreams/1", terminal, table, Ls::rows);
    }

    private static void rows(Table table, JsonNode upstream) {
      for (JsonNode target : upstream.path("targets")) {
        table.row(
            Listing.text(upstream, "name"),
            Listing.text(upstream, "balance"),
            Listing.text(target, "address"),
            Listing.text(target, "state"),
            Listing.text(target, "weight"),
            Listing.text(target, "inflight"),
            Listing.text(target, "requests"),
            Listing.text(target, "failures"),
            Listing.text(target, "evidence"));
      }
    }
  }
}
