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
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import naru.base.Metrics;
import naru.trace.log.AccessLog;

/**
 * Writes an access log to a file that only its owner reads: one thread, several times a second. A
 * file that has grown to its bound becomes {@code .1}, what was {@code .1} becomes {@code .2}, and
 * so on; the oldest goes. If the file was moved away by somebody else (logrotate), a new one is
 * made.
 */
public final class LogWriter implements AutoCloseable {
  private static final long PAUSE_NANOS = 100_000_000;
  private static final Set<StandardOpenOption> HOW =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  /**
   * Where the lines go.
   *
   * @param file made with its folders if it is not there
   * @param maxBytes the size at which another file is begun
   * @param keep how many full files are kept
   */
  public record Where(Path file, long maxBytes, int keep) {}

  private final AccessLog log;
  private final Where where;
  private final LongAdder failed;
  private final Thread thread;
  private FileChannel file;
  private volatile boolean closing;

  private LogWriter(AccessLog log, Where where, Metrics metrics) throws IOException {
    this.log = log;
    this.where = where;
    this.failed =
        metrics.counter("naru_access_log_failed_total", "times the disk did not take lines");
    Path folder = where.file().toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    this.file = open();
    this.thread = Thread.ofPlatform().daemon().name("naru-access-log").unstarted(this::run);
  }

  /** Begins to write. */
  public static LogWriter start(AccessLog log, Where where, Metrics metrics) throws IOException {
    LogWriter writer = new LogWriter(log, where, metrics);
    writer.thread.start();
    return writer;
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        where.file(),
        HOW,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private void run() {
    while (!closing) {
      round();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    round();
  }

  private void round() {
    try {
      for (byte[] lines : log.take()) {
        if (!Files.exists(where.file())) {
          file.close();
          file = open();
        } else if (file.size() >= where.maxBytes()) {
          turn();
        }
        ByteBuffer left = ByteBuffer.wrap(lines);
        while (left.hasRemaining()) {
          file.write(left);
        }
      }
    } catch (IOException e) {
      failed.increment();
    }
  }

  private void turn() throws IOException {
    file.close();
    Files.deleteIfExists(numbered(where.keep()));
    for (int n = where.keep() - 1; n >= 0; n--) {
      if (Files.exists(numbered(n))) {
        Files.move(numbered(n), numbered(n + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    file = open();
  }

  private Path numbered(int n) {
    return n == 0
        ? where.file()
        : where.file().resolveSibling(where.file().getFileName() + "." + n);
  }

  /** Writes what waits, and ends. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
      file.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      failed.increment();
    }
  }
}
