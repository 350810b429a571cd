package naru.app;

import java.io.OutputStream;
import naru.app.cli.Command;
import naru.app.cli.Terminal;
import naru.app.cli.admin.TheirPart;
import naru.trace.Trace;
import naru.trace.render.TraceJson;
import naru.trace.render.Waterfall;
import naru.trace.render.Zoom;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code naru trace}: makes a request and shows its whole way. */
@picocli.CommandLine.Command(name = "trace")
final class TraceCommand implements Command {
  @Mixin private Asking asking = new Asking();

  @Mixin private TheirPart theirs = new TheirPart();

  @Option(names = "--zoom", paramLabel = "http|tls|tcp|ip", descriptionKey = "option.zoom")
  private Zoom zoom = Zoom.HTTP;

  @Override
  public int run(Terminal terminal) {
    return Outcomes.of(
        asking,
        terminal,
        expedition -> {
          Expedition.Return back = expedition.go(asking.trip(), OutputStream.nullOutputStream());
          Trace trace = theirs.joinedWith(back.trace(), terminal.language());
          if (terminal.look().json()) {
            terminal.out().println(TraceJson.pretty(trace));
          } else {
            terminal.out().print(Waterfall.of(trace, zoom, Looks.of(terminal)));
          }
          return Outcomes.exit(back.outcome(), asking.fail, terminal);
        });
  }
}
