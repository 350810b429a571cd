package naru.app.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command is started from: where its words go, and what surrounds it.
 *
 * @param out data
 * @param err progress and messages
 * @param outIsTerminal whether a person reads {@code out} as it comes
 * @param errIsTerminal whether a person reads {@code err} as it comes
 */
public record Shell(
    PrintWriter out,
    PrintWriter err,
    Map<String, String> environment,
    boolean outIsTerminal,
    boolean errIsTerminal) {
  public Shell {
    environment = Map.copyOf(environment);
  }

  /** The process's own. The launcher says what is a terminal, since Java can only tell of both. */
  public static Shell ofProcess() {
    return new Shell(
        utf8(System.out),
        utf8(System.err),
        System.getenv(),
        Boolean.getBoolean("naru.terminal.out"),
        Boolean.getBoolean("naru.terminal.err"));
  }

  private static PrintWriter utf8(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
