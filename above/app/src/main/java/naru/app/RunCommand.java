package naru.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import naru.admin.Reload;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import naru.app.config.Config;
import naru.app.config.problem.Inapplicable;
import naru.app.config.problem.Problems;
import naru.app.config.problem.Report;
import naru.app.config.problem.ReportText;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.app.process.Heritage;
import naru.app.process.Predecessor;
import naru.app.process.ServiceManager;
import naru.app.process.Succession;
import naru.base.FailureException;
import naru.trace.render.Lang;
import naru.transport.Handed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code naru run}: serves what the file says, until it is told to stop or followed. */
@picocli.CommandLine.Command(name = "run")
final class RunCommand implements Command {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      descriptionKey = "option.config")
  private Path file = Path.of("naru.yaml");

  @Option(names = "--take-over", descriptionKey = "run.take-over")
  private boolean takeOver;

  @Override
  public int run(Terminal terminal) {
    Loaded loaded = ConfigFile.load(file);
    terminal
        .err()
        .print(ReportText.of(loaded.report(), terminal.language(), terminal.look().errColor()));
    return switch (loaded) {
      case Loaded.Invalid invalid -> Exit.CONFIG;
      case Loaded.Valid valid -> start(valid, terminal);
    };
  }

  private int start(Loaded.Valid valid, Terminal terminal) {
    ServiceManager manager =
        ServiceManager.of(terminal.environment(), ProcessHandle.current().pid());
    Path state = valid.config().state();
    try (Farewell farewell = Farewell.open()) {
      Optional<Predecessor> before = takeOver ? Predecessor.meet(state) : Optional.empty();
      if (takeOver && before.isEmpty()) {
        terminal.tell("run.nobody", state.toString());
      }
      try (Predecessor predecessor = before.orElse(null)) {
        return serve(valid, new Surroundings(terminal, manager, farewell), predecessor);
      }
    } catch (Inapplicable e) {
      return refused(e, valid, terminal);
    } catch (FailureException e) {
      terminal.tell("failure", e.failure().code().number(), e.failure().detail());
      return e.failure().code().exit();
    }
  }

  /** Whom it talks to. */
  private record Surroundings(Terminal terminal, ServiceManager manager, Farewell farewell) {}

  private int serve(Loaded.Valid valid, Surroundings around, @Nullable Predecessor predecessor) {
    Terminal terminal = around.terminal;
    Config config = valid.config();
    try (Naru naru =
            Naru.open(
                config,
                () -> ConfigFile.load(file),
                heritage(around.manager, predecessor, terminal));
        QuietCollection _ = QuietCollection.start(naru.ground.metrics);
        Succession succession = succession(naru, predecessor != null, around)) {
      naru.listening().forEach(l -> terminal.err().println("  " + l));
      naru.narrow().forEach(n -> tell(n, terminal));
      if (predecessor == null) {
        naru.unwanted().forEach(s -> terminal.tell("run.unwanted", s, file.toString()));
      } else {
        predecessor.relieve();
      }
      naru.begin();
      if (succession != null) {
        succession.begin();
      }
      Hangup.does(() -> reload(naru, around));
      terminal.tell("run.serving", file.toString(), config.state().toString());
      around.manager.ready();
      around.farewell.await(naru.journey::drainNanos);
      stop(naru, succession, around);
      return Exit.OK;
    }
  }

  private static void tell(Handed.Narrow few, Terminal terminal) {
    String sockets = Integer.toString(few.sockets());
    terminal.tell("run.narrow", few.listener(), sockets, Integer.toString(few.loops()));
  }

  /** What systemd hands over, or the one that is taken over, which has that too. */
  private static Heritage heritage(
      ServiceManager manager, @Nullable Predecessor predecessor, Terminal terminal) {
    manager.meantForAnother().ifPresent(p -> terminal.tell("run.not-ours", p));
    return predecessor == null
        ? new Heritage(manager.sockets(), false)
        : new Heritage(predecessor.sockets(), true);
  }

  /**
   * Made before another one is relieved. Where it cannot be, this one is not worth more than that
   * one.
   */
  private static @Nullable Succession succession(Naru naru, boolean follows, Surroundings around) {
    if (!naru.ground.loops.epoll()) {
      return null;
    }
    Runnable relieved =
        () -> {
          naru.followed();
          around.farewell.tell();
        };
    Consumer<Exception> failed = e -> around.terminal.tell("run.not-followed", e.toString());
    try {
      return Succession.open(
          naru.ground.state,
          follows,
          new Succession.Incumbent(naru.journey::handOver, relieved, failed));
    } catch (FailureException e) {
      if (follows) {
        throw e;
      }
      around.terminal.tell("run.no-succession", e.failure().detail());
      return null;
    }
  }

  private static void stop(Naru naru, @Nullable Succession succession, Surroundings around) {
    if (succession != null) {
      succession.close();
    }
    around.terminal.tell(naru.isFollowed() ? "run.followed" : "run.stopping");
    Duration drain = Duration.ofNanos(naru.journey.drainNanos());
    around.manager.stopping(drain.plusSeconds(Farewell.PATIENCE_SECONDS));
    int cut = naru.drain(around.farewell::isHurried);
    if (cut > 0) {
      around.terminal.tell("run.cut", Integer.toString(cut));
    }
  }

  /** As a reload tells it; its warnings were told before. */
  private static int refused(Inapplicable what, Loaded.Valid valid, Terminal terminal) {
    Problems problems = new Problems();
    problems.add(what.problem());
    Report report = Report.of(valid.report().source(), problems);
    terminal.err().print(ReportText.of(report, terminal.language(), terminal.look().errColor()));
    return what.isListener() ? what.failure().failure().code().exit() : Exit.CONFIG;
  }

  private static void reload(Naru naru, Surroundings around) {
    Terminal terminal = around.terminal;
    around.manager.reloading();
    try {
      switch (naru.reloading.reload(Lang.of(terminal.language().tag()))) {
        case Reload.Outcome.Applied applied -> {
          terminal.tell("reload.done", Long.toString(applied.generation()));
          if (!applied.restart().isEmpty()) {
            terminal.tell("reload.restart", String.join(", ", applied.restart()));
          }
        }
        case Reload.Outcome.Refused refused -> {
          terminal.err().print(refused.text());
          terminal.tell("reload.refused", Long.toString(refused.generation()));
        }
      }
    } catch (FailureException e) {
      terminal.tell("failure", e.failure().code().number(), e.failure().detail());
    } finally {
      around.manager.ready();
    }
  }
}
