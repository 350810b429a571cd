package naru.trace.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that only its owner reads. One that has grown to its bound becomes {@code .1}, what was
 * {@code .1} becomes {@code .2}, and so on; the oldest goes. If the file was moved away by somebody
 * else (logrotate), a new one is made.
 */
public final class LogFile implements LogOutlet {
  private static final Set<StandardOpenOption> HOW =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  private final Path path;
  private final long maxBytes;
  private final int keep;
  private FileChannel file;

  private LogFile(Path path, long maxBytes, int keep) throws IOException {
    this.path = path;
    this.maxBytes = maxBytes;
    this.keep = keep;
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    this.file = open(path);
  }

  /**
   * Opens it.
   *
   * @param path made with its folders if it is not there
   * @param maxBytes the size at which another file is begun
   * @param keep how many full files are kept
   */
  public static LogFile open(Path path, long maxBytes, int keep) throws IOException {
    return new LogFile(path, maxBytes, keep);
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(
        path,
        HOW,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  @Override
  public void write(byte[] lines) throws IOException {
    if (!Files.exists(path)) {
      file.close();
      file = open(path);
    } else if (file.size() >= maxBytes) {
      turn();
    }
    ByteBuffer left = ByteBuffer.wrap(lines);
    while (left.hasRemaining()) {
      file.write(left);
    }
  }

  private void turn() throws IOException {
    file.close();
    Files.deleteIfExists(numbered(keep));
    for (int n = keep - 1; n >= 0; n--) {
      if (Files.exists(numbered(n))) {
        Files.move(numbered(n), numbered(n + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    file = open(path);
  }

  private Path numbered(int n) {
    return n == 0 ? path : path.resolveSibling(path.getFileName() + "." + n);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
