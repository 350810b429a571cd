package naru.app;

import naru.app.cli.Terminal;
import naru.trace.render.Look;

/** How a trace is drawn on a terminal. */
final class Looks {
  private Looks() {}

  static Look of(Terminal terminal) {
    return terminal.drawing();
  }
}
