package naru.app.cli.admin;

import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.stream.Stream;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.render.TraceLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code naru tail}: a line for each trace as it becomes whole, until Ctrl-C. */
@picocli.CommandLine.Command(name = "tail")
public final class TailCommand implements Command {
  @Mixin private Running running = new Running();
  @Mixin private Filters filters = new Filters();

  @Option(
      names = {"-n", "--last"},
      paramLabel = "N",
      descriptionKey = "tail.last")
  private int last = 10;

  @Option(names = "--count", paramLabel = "N", descriptionKey = "tail.count")
  private @Nullable Integer count;

  @Override
  public int run(Terminal terminal) {
    return running.talk(terminal, client -> follow(client, terminal));
  }

  private int follow(AdminClient client, Terminal terminal) {
    int told = 0;
    try (Stream<String> lines = client.lines("/events?" + filters.after("last=" + last))) {
      String event = "";
      for (Iterator<String> all = lines.iterator(); all.hasNext(); ) {
        String line = all.next();
        if (line.startsWith("event: ")) {
          event = line.substring(7);
        } else if (line.startsWith("data: ")) {
          told += tell(event, AdminClient.parse(line.substring(6)), terminal) ? 1 : 0;
        }
        if (count != null && told >= count) {
          return Exit.OK;
        }
      }
    } catch (UncheckedIOException e) {
      throw ended().causedBy(e).asException();
    }
    throw ended().asException();
  }

  private static Failure ended() {
    return Failure.of(Code.ADMIN_UNREACHABLE, Side.UPSTREAM, "it ended the connection");
  }

  /** Whether it was a trace. */
  private static boolean tell(String event, JsonNode data, Terminal terminal) {
    boolean trace = event.equals("trace");
    if (!trace) {
      terminal.tell("tail.gap", data.path("missed").asString("?"));
    } else if (terminal.look().json()) {
      terminal.out().println(data);
    } else {
      terminal.out().println(TraceLine.of(Summaries.read(data), terminal.drawing()));
    }
    terminal.out().flush();
    return trace;
  }
}
