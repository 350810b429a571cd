package naru.app.cli.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import naru.app.cli.Terminal;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
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
    write(file, text.getBytes(StandardCharsets.UTF_8), terminal);
  }

  /**
   * Writes what is no text; a terminal would be steered by it, so it is refused.
   *
   * @return whether it was written
   * @throws naru.base.FailureException {@code STORE_UNREADABLE} if it cannot be written
   */
  boolean write(byte[] bytes, Terminal terminal) {
    if (file != null) {
      createForOwner(file);
      write(file, bytes, terminal);
      return true;
    }
    if (terminal.outIsTerminal()) {
      terminal.tell("output.binary");
      return false;
    }
    try {
      OutputStream out = terminal.bytes();
      out.write(bytes);
      out.flush();
      return true;
    } catch (IOException e) {
      throw unwritten("the standard output", e);
    }
  }

  /** Packets may come with the secrets to read them: a new file is the owner's alone. */
  private static void createForOwner(Path file) {
    try {
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    } catch (IOException e) {
      throw unwritten(file.toString(), e);
    }
  }

  private static void write(Path file, byte[] bytes, Terminal terminal) {
    try {
      Files.write(file, bytes);
      terminal.tell("output.written", file.toString());
    } catch (IOException e) {
      throw unwritten(file.toString(), e);
    }
  }

  private static FailureException unwritten(String where, IOException e) {
    String what = where + " cannot be written: " + e.getMessage();
    return Failure.of(Code.STORE_UNREADABLE, Side.US, what).causedBy(e).asException();
  }
}
