package naru.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import naru.base.Code;
import naru.base.Metrics;

/** The one connection that changes, one change at a time. */
final class Writer {
  private final Connection connection;
  private final Faults faults;
  private final long patienceMillis;
  private final ReentrantLock turn = new ReentrantLock();
  private final LongAdder writes;
  private final LongAdder impatient;
  private boolean closed;

  private Writer(Connection connection, Faults faults, long patienceMillis, Metrics metrics) {
    this.connection = connection;
    this.faults = faults;
    this.patienceMillis = patienceMillis;
    this.writes = metrics.counter("naru_store_writes_total", "changes begun");
    this.impatient = metrics.counter("naru_store_write_timeouts_total", "turns not got in time");
  }

  static Writer open(Connections connections, Faults faults, StoreConfig config, Metrics metrics)
      throws SQLException {
    return new Writer(connections.writer(), faults, config.patience().toMillis(), metrics);
  }

  <T> T run(Transaction.Body<T> body) {
    if (turn.isHeldByCurrentThread()) {
      throw new IllegalStateException("a change inside a change");
    }
    takeTurn();
    try {
      if (closed) {
        throw faults.failure(Code.SHUTTING_DOWN, "is closed").asException();
      }
      writes.increment();
      return Transaction.run(connection, "BEGIN IMMEDIATE", faults, body);
    } finally {
      turn.unlock();
    }
  }

  private void takeTurn() {
    try {
      if (turn.tryLock(patienceMillis, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw faults.failure(Code.SHUTTING_DOWN, "was not waited for").causedBy(e).asException();
    }
    impatient.increment();
    throw faults
        .failure(Code.STORE_LOCKED, "was busy with other changes for " + patienceMillis + " ms")
        .asException();
  }

  void close() {
    turn.lock();
    try {
      closed = true;
      connection.close();
    } catch (SQLException e) {
      throw faults.of(e).asException();
    } finally {
      turn.unlock();
    }
  }
}
