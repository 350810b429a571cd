package naru.app.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Whether another Naru lives on the same state folder. Each locks a byte of its own, anywhere in
 * the file {@code lock}, which nobody writes; who finds another byte locked is not alone. The
 * kernel gives a lock back, however its program ends. Two that come at once both find the other.
 */
public final class Tenancy implements AutoCloseable {
  private final FileChannel file;
  private final boolean alone;

  private Tenancy(FileChannel file, boolean alone) {
    this.file = file;
    this.alone = alone;
  }

  /**
   * Moves in.
   *
   * @param state a folder that is there
   * @throws IOException if its file cannot be opened
   */
  public static Tenancy of(Path state) throws IOException {
    FileChannel file =
        FileChannel.open(
            state.resolve("lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    long mine = new SplittableRandom().nextLong(1, Long.MAX_VALUE - 1);
    return new Tenancy(file, isAlone(file, mine));
  }

  private static boolean isAlone(FileChannel file, long mine) {
    try {
      FileLock ours = file.tryLock(mine, 1, false);
      return ours != null
          && isFree(file, 0, mine)
          && isFree(file, mine + 1, Long.MAX_VALUE - mine - 1);
    } catch (OverlappingFileLockException another) {
      return false; // in this very process
    } catch (IOException cannotLock) {
      return true; // a file system without locks: as if this file were not there
    }
  }

  private static boolean isFree(FileChannel file, long from, long bytes) throws IOException {
    FileLock lock = file.tryLock(from, bytes, false);
    if (lock == null) {
      return false;
    }
    lock.release();
    return true;
  }

  /** Whether no other Naru lived here when this one moved in. */
  public boolean isAlone() {
    return alone;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
