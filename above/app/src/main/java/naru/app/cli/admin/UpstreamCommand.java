package naru.app.cli.admin;

import java.util.Map;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code naru upstream}: about the groups of servers behind the gateway. */
@picocli.CommandLine.Command(
    name = "upstream",
    subcommands = {
      UpstreamCommand.Ls.class,
      UpstreamCommand.Drain.class,
      UpstreamCommand.Maintain.class,
      UpstreamCommand.Enable.class
    })
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
                  "table.state",
                  "table.weight",
                  "table.inflight",
                  "table.requests",
                  "table.failures");
      return Listing.print(
          running,
          "/upstreams",
          "naru.upstreams/1",
          terminal,
          table,
          (t, upstream) -> rows(t, upstream, terminal));
    }

    private static void rows(Table table, JsonNode upstream, Terminal terminal) {
      table.note(0, Listing.text(upstream, "name") + "  " + Listing.text(upstream, "balance"));
      for (JsonNode target : upstream.path("targets")) {
        table.row(
            "  " + Listing.text(target, "address"),
            state(target, terminal),
            Listing.text(target, "weight"),
            Listing.text(target, "inflight"),
            Listing.text(target, "requests"),
            Listing.text(target, "failures"));
        Remembered.check(target, terminal).ifPresent(seen -> table.note(4, seen));
      }
    }

    private static String state(JsonNode target, Terminal terminal) {
      return Remembered.isUnchecked(target)
          ? terminal.say("state.unchecked")
          : Listing.text(target, "state");
    }
  }

  /** Which target, and how it is used. */
  abstract static sealed class Use implements Command permits Drain, Maintain, Enable {
    private final String use;

    @Mixin private Running running = new Running();

    @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "upstream.name")
    private String name = "";

    @Parameters(index = "1", paramLabel = "TARGET", descriptionKey = "upstream.target")
    private String target = "";

    Use(String use) {
      this.use = use;
    }

    @Override
    public int run(Terminal terminal) {
      return running.talk(
          terminal,
          client -> {
            client.post(
                "/upstreams/targets", Map.of("upstream", name, "target", target, "use", use));
            if (terminal.look().json()) {
              terminal.json(
                  Map.of(
                      "schema", "naru.target/1", "upstream", name, "target", target, "use", use));
            } else {
              terminal.print("upstream.used", name, target, use);
            }
            return Exit.OK;
          });
    }
  }

  /** {@code naru upstream drain}: no new clients. */
  @picocli.CommandLine.Command(name = "drain")
  static final class Drain extends Use {
    Drain() {
      super("drain");
    }
  }

  /** {@code naru upstream maintain}: no requests. */
  @picocli.CommandLine.Command(name = "maintain")
  static final class Maintain extends Use {
    Maintain() {
      super("maintenance");
    }
  }

  /** {@code naru upstream enable}: like any other. */
  @picocli.CommandLine.Command(name = "enable")
  static final class Enable extends Use {
    Enable() {
      super("enabled");
    }
  }
}
