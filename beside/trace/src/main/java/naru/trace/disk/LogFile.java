package naru.trace.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Metrics;

/**
 * A file that only its owner reads. One that has grown to its bound becomes {@code .1}, what was
 * {@code .1} becomes {@code .2}, and so on; the oldest goes. If the file was moved away by somebody
 * else (logrotate), lines go on into what stands in its place, or a new one.
 *
 * <p>Where that cannot be done (a full disk, a folder that became read-only), lines go on into the
 * file that is open, and it is tried again later.
 */
public final class LogFile implements LogOutlet {
  private static final Object NONE = new Object();
  private static final Set<StandardOpenOption> HOW =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  /**
   * A file that could not be turned over may grow by this part of its bound before the next try.
   */
  private static final int LATER = 16;

  private final Path path;
  private final long maxBytes;
  private final int keep;
  private final LongAdder unturned;
  private FileChannel file;

  /** Which file that is: another may stand at its path by now. */
  private Object opened;

  /** The size at which another file is begun. */
  private long turnAtBytes;

  private LogFile(Path path, long maxBytes, int keep, LongAdder unturned) throws IOException {
    this.path = path;
    this.maxBytes = maxBytes;
    this.keep = keep;
    this.unturned = unturned;
    this.turnAtBytes = maxBytes;
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    this.file = open(path);
    this.opened = which(path);
  }

  /**
   * Opens it.
   *
   * @param path made with its folders if it is not there
   * @param maxBytes the size at which another file is begun
   * @param keep how many full files are kept
   */
  public static LogFile open(Path path, long maxBytes, int keep, Metrics metrics)
      throws IOException {
    LongAdder unturned =
        metrics.counter(
            "naru_access_log_unturned_total", "times that no new file could be begun in time");
    return new LogFile(path, maxBytes, keep, unturned);
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(
        path,
        HOW,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** The file at a path, by what the system knows it by; {@link #NONE} if there is none. */
  private static Object which(Path path) {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return key == null ? path : key;
    } catch (IOException gone) {
      return NONE;
    }
  }

  @Override
  public void write(byte[] lines) throws IOException {
    Object now = which(path);
    if (now == NONE || !now.equals(opened)) {
      renew();
    } else if (file.size() >= turnAtBytes) {
      turn();
    }
    ByteBuffer left = ByteBuffer.wrap(lines);
    while (left.hasRemaining()) {
      file.write(left);
    }
  }

  private void turn() throws IOException {
    try {
      moveAside();
    } catch (IOException notNow) {
      unturned.increment();
      turnAtBytes = file.size() + Math.max(1, maxBytes / LATER);
      return;
    }
    renew();
  }

  /** Up to the first number that is free, so that a move that failed half-way costs no old file. */
  private void moveAside() throws IOException {
    int free = Math.min(1, keep);
    while (free < keep && Files.exists(numbered(free))) {
      free++;
    }
    Files.deleteIfExists(numbered(free));
    for (int n = free - 1; n >= 0; n--) {
      Files.move(numbered(n), numbered(n + 1), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void renew() throws IOException {
    FileChannel old = file;
    try {
      file = open(path);
    } catch (IOException notNow) {
      unturned.increment();
      return;
    }
    opened = which(path);
    turnAtBytes = maxBytes;
    old.close();
  }

  private Path numbered(int n) {
    return n == 0 ? path : path.resolveSibling(path.getFileName() + "." + n);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
