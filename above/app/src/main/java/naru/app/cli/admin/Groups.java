package naru.app.cli.admin;

import naru.app.cli.Exit;
import naru.app.cli.Terminal;

/** A command that is only the beginning of one. */
final class Groups {
  private Groups() {}

  static int incomplete(String name, Terminal terminal) {
    terminal.tell("usage.no-command", name);
    terminal.tell("usage.see", name);
    return Exit.USAGE;
  }
}
