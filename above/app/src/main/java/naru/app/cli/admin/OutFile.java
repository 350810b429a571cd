package naru.app.cli.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.app.cli.Terminal;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Data to a file, or to the standard output. */
final class OutFile {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      descriptionKey = "option.output")
  private @Nullable Path file;

  /**
   * Writes it.
   *
   * @throws naru.base.FailureException {@code STORE_UNREADABLE} if the file cannot be written
   */
  void write(String text, Terminal terminal) {
    if (file == null) {
      terminal.out().print(text);
      return;
    }
    try {
      Files.writeString(file, text);
      terminal.tell("output.written", file.toString());
    } catch (IOException e) {
      String what = file + " cannot be written: " + e.getMessage();
      throw Failure.of(Code.STORE_UNREADABLE, Side.US, what).causedBy(e).asException();
    }
  }
}
