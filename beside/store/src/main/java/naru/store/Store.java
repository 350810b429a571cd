package naru.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import naru.base.FailureException;
import naru.base.Metrics;

/**
 * What must survive a restart: one SQLite file, {@code naru.db}, in a folder of its own.
 *
 * <p>Transactions are functions. All changes go one after the other through one connection; each is
 * there wholly or not at all, and on the disk when {@link #write} returns. Reads see the state of
 * one moment and never wait for a change.
 *
 * <p>Calls block, in native code too: never call from an event loop. Thread-safe.
 */
public final class Store implements AutoCloseable {
  private final Faults faults;
  private final Writer writer;
  private final Readers readers;

  private Store(Faults faults, Writer writer, Readers readers) {
    this.faults = faults;
    this.writer = writer;
    this.readers = readers;
  }

  /** Opens with {@link StoreConfig#DEFAULT}. */
  public static Store open(Path directory, Metrics metrics) {
    return open(directory, StoreConfig.DEFAULT, metrics);
  }

  /**
   * Opens the file in a folder; makes both if they are not there, readable by their owner only.
   *
   * @throws FailureException {@code STORE_UNREADABLE}, {@code STORE_LOCKED} or {@code
   *     STORE_CORRUPT}, with the path and what to do
   */
  public static Store open(Path directory, StoreConfig config, Metrics metrics) {
    Path file = directory.resolve("naru.db");
    Faults faults = new Faults(file);
    try {
      StateFolder.make(directory);
      StateFolder.makeFile(file);
      Connections connections = Connections.of(file, config);
      Writer writer = Writer.open(connections, faults, config, metrics);
      Readers readers = readers(writer, connections, faults, config, metrics);
      metrics.gauge("naru_store_bytes", "size of the store's file", () -> bytes(file));
      metrics.gauge("naru_store_max_bytes", "what the file may grow to", config::maxBytes);
      return new Store(faults, writer, readers);
    } catch (IOException e) {
      throw faults.unreadable("cannot be made or entered: " + e).causedBy(e).asException();
    } catch (SQLException e) {
      throw faults.of(e).asException();
    }
  }

  /**
   * Brings the tables of one module to their last version; does nothing where they are.
   *
   * @param steps versions 1, 2, 3 ... of one module; at least one
   * @throws FailureException {@code STORE_VERSION} if the file was made by a newer program
   */
  public void migrate(List<Migration> steps) {
    writer.run(
        (connection, tx) -> {
          new Migrations(connection, tx, faults).apply(steps);
          return steps.size();
        });
  }

  /**
   * Changes. If the work throws, nothing of it remains.
   *
   * @throws FailureException {@code STORE_*}, or {@code SHUTTING_DOWN} after the end
   * @throws IllegalStateException inside another change of the same thread
   */
  public <T> T write(Work<T> work) {
    return writer.run((connection, tx) -> work.run(tx));
  }

  /** Reads the state of one moment; a change inside fails with {@code STORE_UNREADABLE}. */
  public <T> T read(Work<T> work) {
    return readers.run(work);
  }

  /** Waits for what is at work, then closes the file. */
  @Override
  public void close() {
    readers.close();
    writer.close();
  }

  private static Readers readers(
      Writer writer, Connections connections, Faults faults, StoreConfig config, Metrics metrics)
      throws SQLException {
    try {
      return Readers.open(connections, faults, config, metrics);
    } catch (SQLException e) {
      writer.close();
      throw e;
    }
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException gone) {
      return 0;
    }
  }
}
