package naru.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Code;
import naru.base.Metrics;
import org.jspecify.annotations.Nullable;

/** A fixed number of connections that only read, lent to one thread at a time. */
final class Readers {
  private final BlockingQueue<Connection> idle;
  private final int count;
  private final Faults faults;
  private final long patienceMillis;
  private final LongAdder reads;
  private final LongAdder impatient;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Readers(Faults faults, StoreConfig config, Metrics metrics) {
    this.count = config.readers();
    this.idle = new ArrayBlockingQueue<>(count);
    this.faults = faults;
    this.patienceMillis = config.patience().toMillis();
    this.reads = metrics.counter("naru_store_reads_total", "reads begun");
    this.impatient = metrics.counter("naru_store_read_timeouts_total", "readers not got in time");
    metrics.gauge("naru_store_readers", "connections for reading", () -> count);
    metrics.gauge("naru_store_readers_idle", "of them not lent", idle::size);
  }

  static Readers open(Connections connections, Faults faults, StoreConfig config, Metrics metrics)
      throws SQLException {
    Readers readers = new Readers(faults, config, metrics);
    try {
      for (int i = 0; i < readers.count; i++) {
        readers.idle.add(connections.reader());
      }
      return readers;
    } catch (SQLException e) {
      for (Connection opened : readers.idle) {
        opened.close();
      }
      throw e;
    }
  }

  <T> T run(Work<T> work) {
    Connection reader = borrow();
    try {
      reads.increment();
      return Transaction.run(reader, "BEGIN", faults, (connection, tx) -> work.run(tx));
    } finally {
      idle.add(reader);
    }
  }

  private Connection borrow() {
    if (closed.get()) {
      throw faults.failure(Code.SHUTTING_DOWN, "is closed").asException();
    }
    Connection reader = poll();
    if (reader == null) {
      impatient.increment();
      throw faults
          .failure(Code.STORE_LOCKED, "had no reader free for " + patienceMillis + " ms")
          .asException();
    }
    return reader;
  }

  private @Nullable Connection poll() {
    try {
      return idle.poll(patienceMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw faults.failure(Code.SHUTTING_DOWN, "was not waited for").causedBy(e).asException();
    }
  }

  /** Waits for each reader to come back, as long as the patience lasts. */
  void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      for (int i = 0; i < count; i++) {
        Connection reader = poll();
        if (reader != null) {
          reader.close();
        }
      }
    } catch (SQLException e) {
      throw faults.of(e).asException();
    }
  }
}
