package naru.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * How the file is opened: a write-ahead log, so that readers never wait for the writer, flushed to
 * the disk at every commit, so that what was confirmed survives a power cut.
 */
final class Connections {
  private static final long LOG_BYTES = 16L << 20;

  private final Path file;
  private final StoreConfig config;

  private Connections(Path file, StoreConfig config) {
    this.file = file;
    this.config = config;
  }

  static Connections of(Path file, StoreConfig config) throws IOException {
    Path unpacked = file.resolveSibling("native");
    StateFolder.make(unpacked);
    // The driver unpacks its native library on first use; the machine's own temporary folder may
    // forbid execution, or be writable by others.
    if (System.getProperty("org.sqlite.tmpdir") == null) {
      System.setProperty("org.sqlite.tmpdir", unpacked.toAbsolutePath().toString());
    }
    return new Connections(file, config);
  }

  Connection writer() throws SQLException {
    SQLiteConfig options = options();
    options.setJournalMode(JournalMode.WAL);
    options.setSynchronous(SynchronousMode.FULL);
    options.setJournalSizeLimit((int) LOG_BYTES);
    options.enforceForeignKeys(true);
    Connection connection = open(options);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA max_page_count=" + config.maxBytes() / pageBytes(connection));
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  Connection reader() throws SQLException {
    SQLiteConfig options = options();
    options.setReadOnly(true);
    return open(options);
  }

  private static long pageBytes(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery("PRAGMA page_size")) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private SQLiteConfig options() {
    SQLiteConfig options = new SQLiteConfig();
    options.setBusyTimeout((int) config.patience().toMillis());
    return options;
  }

  private Connection open(SQLiteConfig options) throws SQLException {
    return options.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
  }
}
