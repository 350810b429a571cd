package naru.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Begin, do, commit; or roll back. */
final class Transaction {
  /** What is done with the connection itself at hand. */
  interface Body<T> {
    T run(Connection connection, Tx tx);
  }

  private Transaction() {}

  /**
   * Runs the body in a transaction.
   *
   * @param begin {@code BEGIN} or {@code BEGIN IMMEDIATE}
   */
  static <T> T run(Connection connection, String begin, Faults faults, Body<T> body) {
    try {
      execute(connection, begin);
      boolean done = false;
      try {
        T result = body.run(connection, new Tx(connection, faults));
        execute(connection, "COMMIT");
        done = true;
        return result;
      } finally {
        if (!done) {
          rollBack(connection);
        }
      }
    } catch (SQLException e) {
      throw faults.of(e).asException();
    }
  }

  /** A full disk makes SQLite roll back by itself; there is nothing left to undo then. */
  private static void rollBack(Connection connection) {
    try {
      execute(connection, "ROLLBACK");
    } catch (SQLException alreadyRolledBack) {
      assert alreadyRolledBack.getMessage() != null;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
