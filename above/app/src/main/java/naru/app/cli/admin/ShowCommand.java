package naru.app.cli.admin;

import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.trace.Trace;
import naru.trace.render.TraceJson;
import naru.trace.render.Waterfall;
import naru.trace.render.Zoom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code naru show}: one trace as a waterfall. */
@picocli.CommandLine.Command(name = "show")
public final class ShowCommand implements Command {
  @Mixin private Running running = new Running();

  @Parameters(index = "0", paramLabel = "ID", descriptionKey = "show.id")
  private String id = "last";

  @Option(names = "--zoom", paramLabel = "http|tls|tcp|ip", descriptionKey = "option.zoom")
  private Zoom zoom = Zoom.HTTP;

  @Option(names = "--width", paramLabel = "N", descriptionKey = "show.width")
  private @Nullable Integer width;

  @Override
  public int run(Terminal terminal) {
    return running.talk(terminal, client -> show(client, terminal));
  }

  private int show(AdminClient client, Terminal terminal) {
    Trace trace = read(client.text("/traces/" + Filters.encoded(id)));
    if (terminal.look().json()) {
      terminal.out().println(TraceJson.pretty(trace));
      return Exit.OK;
    }
    int columns = width == null ? terminal.columns() : width;
    terminal.out().print(Waterfall.of(trace, zoom, terminal.drawing(columns)));
    if (zoom == Zoom.HTTP) {
      terminal.next("naru show " + id + " --zoom tcp");
    }
    return Exit.OK;
  }

  private static Trace read(String json) {
    try {
      return TraceJson.read(json);
    } catch (IllegalArgumentException e) {
      String what = "who answers there is no Naru of this version: " + e.getMessage();
      throw Failure.of(Code.ADMIN_UNREACHABLE, Side.UPSTREAM, what).causedBy(e).asException();
    }
  }
}
