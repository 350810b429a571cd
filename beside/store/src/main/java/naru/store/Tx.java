package naru.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A transaction at work: statements with {@code ?} and their values. Good only inside the {@link
 * Work} that gets it, on its thread.
 *
 * <p>Values are texts, numbers, booleans (kept as 0 and 1), byte arrays, {@link Instant} (kept as
 * milliseconds since 1970) or null. Every method fails with a {@link naru.base.FailureException}
 * whose code is one of {@code STORE_*}.
 */
public final class Tx {
  private final Connection connection;
  private final Faults faults;

  Tx(Connection connection, Faults faults) {
    this.connection = connection;
    this.faults = faults;
  }

  /** Changes rows; gives how many. */
  public int update(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = prepared(sql, values)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw faults.of(e).asException();
    }
  }

  /** All rows of an answer, in its order. */
  public <T> List<T> query(String sql, Row.Mapper<T> mapper, @Nullable Object... values) {
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      Row row = new Row(rows, faults);
      while (rows.next()) {
        all.add(mapper.map(row));
      }
      return all;
    } catch (SQLException e) {
      throw faults.of(e).asException();
    }
  }

  /** The first row of an answer, if it has one. */
  public <T> Optional<T> first(String sql, Row.Mapper<T> mapper, @Nullable Object... values) {
    return query(sql, mapper, values).stream().findFirst();
  }

  /** The one number that is asked for, such as a count; 0 if there is no row. */
  public long number(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    } catch (SQLException e) {
      throw faults.of(e).asException();
    }
  }

  private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, kept(values[i]));
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  private static @Nullable Object kept(@Nullable Object value) {
    return switch (value) {
      case Instant time -> time.toEpochMilli();
      case Boolean flag -> flag ? 1 : 0;
      case null -> null;
      default -> value;
    };
  }
}
