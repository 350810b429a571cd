package naru.app;

import java.io.IOException;
import java.io.OutputStream;
import naru.app.cli.Command;
import naru.app.cli.Exit;
import naru.app.cli.Terminal;
import naru.base.Code;
import naru.base.FailureException;
import naru.client.Outcome;
import picocli.CommandLine.Mixin;

/** {@code naru get}: a plain client; the body goes to the standard output. */
@picocli.CommandLine.Command(name = "get")
final class GetCommand implements Command {
  @Mixin private Asking asking = new Asking();

  @Override
  public int run(Terminal terminal) {
    try (Expedition expedition = Expedition.of(asking)) {
      OutputStream out = terminal.bytes();
      Outcome outcome = expedition.go(asking.trip(), out).outcome();
      return Outcomes.exit(outcome, asking.fail, terminal);
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
