package naru.origin.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Reads a file that was seen to be small, and trusts that no further than its limit. */
final class SmallFile {
  private SmallFile() {}

  /**
   * All of the file.
   *
   * @throws FileSystemException if it has grown beyond the limit meanwhile
   */
  static byte[] read(Path file, long mostBytes) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes((int) mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw new FileSystemException(file.toString(), null, "grew while it was read");
      }
      return bytes;
    }
  }
}
