package naru.app;

import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import naru.base.Code;
import naru.base.Failure;
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
}
