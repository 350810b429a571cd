package naru.app.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How many columns a line may have. */
final class Columns {
  /** Where nobody knows. */
  static final int USUAL = 100;

  private static final int MOST = 1000;

  private Columns() {}

  static int of(Shell shell) {
    return parse(shell.environment().getOrDefault("COLUMNS", ""))
        .or(() -> shell.outIsTerminal() ? ofTerminal() : Optional.empty())
        .orElse(USUAL);
  }

  /** Java knows no terminals; {@code stty size} says "rows columns". */
  private static Optional<Integer> ofTerminal() {
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      if (!stty.waitFor(200, TimeUnit.MILLISECONDS)) {
        stty.destroy();
        return Optional.empty();
      }
      String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return parse(said.strip().replaceFirst("^\\d+ ", ""));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** A terminal that does not know its size says 0. */
  static Optional<Integer> parse(String text) {
    return text.matches("[1-9][0-9]{0,5}")
        ? Optional.of(Math.min(Integer.parseInt(text), MOST))
        : Optional.empty();
  }
}
