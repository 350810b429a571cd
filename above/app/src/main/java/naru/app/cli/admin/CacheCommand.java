package naru.app.cli.admin;

import java.util.Map;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code naru cache}: about the HTTP cache. */
@picocli.CommandLine.Command(
    name = "cache",
    subcommands = {CacheCommand.Ls.class, CacheCommand.Purge.class})
public final class CacheCommand implements Command {
  @Override
  public int run(Terminal terminal) {
    return Groups.incomplete("naru cache", terminal);
  }

  /** {@code naru cache ls}: what it holds. */
  @picocli.CommandLine.Command(name = "ls")
  static final class Ls implements Command {
    @Mixin private Running running = new Running();

    @Option(
        names = {"-n", "--limit"},
        paramLabel = "N",
        descriptionKey = "ls.limit")
    private int limit = 100;

    @Override
    public int run(Terminal terminal) {
      Table table =
          new Table()
              .head(
                  terminal, "table.status", "table.bytes", "table.age", "table.fresh", "table.key");
      String path = "/cache/entries?pageSize=" + limit;
      return Listing.print(running, path, "naru.cache/1", terminal, table, Ls::row);
    }

    private static void row(Table table, JsonNode entry) {
      table.row(
          Listing.text(entry, "status"),
          Listing.text(entry, "bytes"),
          Listing.text(entry, "ageSeconds"),
          Listing.text(entry, "freshSeconds"),
          Listing.text(entry, "key"));
    }
  }

  /** {@code naru cache purge}: makes it forget. */
  @picocli.CommandLine.Command(name = "purge")
  static final class Purge implements Command {
    @Mixin private Running running = new Running();

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    /** One of the two. */
    static final class What {
      @Parameters(index = "0", paramLabel = "KEY", descriptionKey = "purge.key")
      @Nullable String key;

      @Option(names = "--prefix", paramLabel = "TEXT", descriptionKey = "purge.prefix")
      @Nullable String prefix;
    }

    @Override
    public int run(Terminal terminal) {
      return running.talk(
          terminal,
          client -> {
            JsonNode said = client.post("/cache/purges", wanted());
            if (terminal.look().json()) {
              terminal.json(
                  Map.of("schema", "naru.purge/1", "purged", said.path("purged").asInt(0)));
            } else {
              terminal.print("purge.done", said.path("purged").asString("0"));
            }
            return Exit.OK;
          });
    }

    private Map<String, String> wanted() {
      String prefix = what.prefix;
      String key = what.key;
      return prefix != null ? Map.of("prefix", prefix) : Map.of("key", key == null ? "" : key);
    }
  }
}
