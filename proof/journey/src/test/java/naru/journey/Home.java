package naru.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The project's root folder, from wherever the tests are started. */
public final class Home {
  private Home() {}

  /** The nearest folder above that has the launcher. */
  public static Path folder() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(here.resolve("naru")) || Files.isDirectory(here.resolve("naru"))) {
      Path above = here.getParent();
      if (above == null) {
        throw new IllegalStateException("no launcher above " + Path.of("").toAbsolutePath());
      }
      here = above;
    }
    return here;
  }

  /** The text of one of its files. */
  public static String text(String file) {
    try {
      return Files.readString(folder().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
