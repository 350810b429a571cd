package naru.app;

import naru.app.cli.Command;
import naru.app.cli.Terminal;
import naru.client.Outcome;
import picocli.CommandLine.Mixin;

/** {@code naru get}: a plain client; the body goes to the standard output. */
@picocli.CommandLine.Command(name = "get")
final class GetCommand implements Command {
  @Mixin private Asking asking = new Asking();

  @Override
  public int run(Terminal terminal) {
    return Outcomes.of(
        asking,
        terminal,
        expedition -> {
          Outcome outcome = expedition.go(asking.trip(), terminal.bytes()).outcome();
          return Outcomes.exit(outcome, asking.fail, terminal);
        });
  }
}
