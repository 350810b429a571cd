package naru.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import naru.base.Code;
import naru.base.FailureException;
import naru.trace.Trace;
import naru.trace.render.TraceJson;
import naru.trace.render.Waterfall;
import naru.trace.render.Zoom;
import picocli.CommandLine.Option;

/** {@code naru demo}: the whole path on this machine, with three requests traced. */
@picocli.CommandLine.Command(name = "demo")
final class DemoCommand implements Command {
  @Option(names = "--once", descriptionKey = "demo.once")
  private boolean once;

  @Option(names = "--zoom", paramLabel = "http|tls|tcp|ip", descriptionKey = "option.zoom")
  private Zoom zoom = Zoom.HTTP;

  @Override
  public int run(Terminal terminal) {
    try (Farewell farewell = Farewell.open();
        DemoWorld world = DemoWorld.open(once)) {
      List<Trace> traces = world.journeys();
      if (terminal.look().json()) {
        terminal.json(
            Map.of(
                "schema", "naru.demo/1", "traces", traces.stream().map(TraceJson::node).toList()));
      } else {
        show(traces, terminal);
      }
      if (!once) {
        invite(world, terminal);
        farewell.await();
      }
      return Exit.OK;
    } catch (FailureException e) {
      terminal.tell("failure", e.failure().code().number(), e.failure().detail());
      return e.failure().code().exit();
    } catch (IOException e) {
      terminal.tell("failure", Code.INTERNAL.number(), String.valueOf(e.getMessage()));
      return Exit.BUG;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Exit.BUG;
    }
  }

  private void show(List<Trace> traces, Terminal terminal) {
    String[] titles = {"demo.miss", "demo.hit", "demo.denied"};
    for (int i = 0; i < traces.size(); i++) {
      terminal.print(titles[i]);
      terminal.out().print(Waterfall.of(traces.get(i), zoom, Looks.of(terminal)));
      terminal.out().println();
    }
    terminal.out().flush();
  }

  private static void invite(DemoWorld world, Terminal terminal) {
    Path root = world.root();
    terminal.print("demo.try");
    for (String line : world.invitations(root)) {
      terminal.out().println("  " + line);
    }
    terminal.print("demo.stop");
    terminal.out().flush();
  }
}
