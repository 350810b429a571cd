package naru.app;

import java.io.IOException;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.client.Outcome;

/** From how a trip ended to what the command says and its exit code. */
final class Outcomes {
  private Outcomes() {}

  static int exit(Outcome outcome, boolean failOnStatus, Terminal terminal) {
    if (outcome.failure().isPresent()) {
      Failure failure = outcome.failure().get();
      terminal.tell("failure", failure.code().number(), failure.detail());
      return failure.code().exit();
    }
    int status = outcome.head().map(naru.http.ResponseHead::status).orElse(0);
    if (failOnStatus && status >= 400) {
      terminal.tell("failure", Code.ORIGIN_STATUS.number(), Integer.toString(status));
      return Code.ORIGIN_STATUS.exit();
    }
    return Exit.OK;
  }

  /** A trip that a command makes. */
  @FunctionalInterface
  interface Travel {
    /** The exit code. */
    int go(Expedition expedition) throws IOException, InterruptedException;
  }

  /** Sets out, travels and comes home; says why that could not be. */
  static int of(Asking asking, Terminal terminal, Travel travel) {
    try (Expedition expedition = Expedition.of(asking)) {
      return travel.go(expedition);
    } catch (FailureException e) {
      terminal.tell("failure", e.failure().code().number(), e.failure().detail());
      return e.failure().code().exit();
    } catch (IllegalArgumentException e) {
      terminal.tell("usage.wrong", String.valueOf(e.getMessage()));
      return Exit.USAGE;
    } catch (IOException e) {
      terminal.tell("failure", Code.INTERNAL.number(), String.valueOf(e.getMessage()));
      return Exit.BUG;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Exit.BUG;
    }
  }
}
