package naru.testkit.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The scripts of a folder, in the order of their names. */
public final class Scripts {
  private static final String ENDING = ".pkt";

  private Scripts() {}

  /** Reads them all; throws {@link Malformed} for the first that cannot be read. */
  public static List<Script> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(ENDING)).sorted().map(Scripts::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Script read(Path file) {
    try {
      String name = file.getFileName().toString();
      return ScriptReader.read(
          name.substring(0, name.length() - ENDING.length()), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
