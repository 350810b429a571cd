package naru.app.cli.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import naru.trace.render.TraceLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code naru ls}: the newest traces, the newest last, so that it stands above the prompt. */
@picocli.CommandLine.Command(name = "ls")
public final class LsCommand implements Command {
  private static final int PAGE = 500;

  @Mixin private Running running = new Running();
  @Mixin private Filters filters = new Filters();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      descriptionKey = "ls.limit")
  private int limit = 20;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      converter = Span.class,
      descriptionKey = "ls.since")
  private @Nullable Duration since;

  @Override
  public int run(Terminal terminal) {
    return running.talk(terminal, client -> list(client, terminal));
  }

  private int list(AdminClient client, Terminal terminal) {
    List<JsonNode> items = items(client);
    if (terminal.look().json()) {
      terminal.json(Map.of("schema", "naru.traces/1", "items", items));
      return Exit.OK;
    }
    for (JsonNode item : items.reversed()) {
      terminal.out().println(TraceLine.of(Summaries.read(item), terminal.drawing()));
    }
    if (items.isEmpty()) {
      terminal.tell("ls.none");
    } else {
      terminal.next("naru show last");
    }
    return Exit.OK;
  }

  private List<JsonNode> items(AdminClient client) {
    List<JsonNode> items = new ArrayList<>();
    String page = "";
    do {
      int size = Math.min(PAGE, limit - items.size());
      JsonNode answer = client.get("/traces?" + filters.after("pageSize=" + size) + since() + page);
      answer.path("items").forEach(items::add);
      page = answer.path("nextPageToken").asString("");
      page = page.isEmpty() ? "" : "&pageToken=" + page;
    } while (!page.isEmpty() && items.size() < limit);
    return items;
  }

  private String since() {
    return since == null
        ? ""
        : "&since=" + Instant.now().minus(since).truncatedTo(ChronoUnit.MILLIS);
  }
}
