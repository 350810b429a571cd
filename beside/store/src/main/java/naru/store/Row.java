package naru.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row of an answer, read by column name. Good only inside the {@link Mapper} that gets it. */
public final class Row {
  private final ResultSet at;
  private final Faults faults;

  Row(ResultSet at, Faults faults) {
    this.at = at;
    this.faults = faults;
  }

  /** Makes a value of a row. */
  @FunctionalInterface
  public interface Mapper<T> {
    T map(Row row);
  }

  private interface Cell<T extends @Nullable Object> {
    T read() throws SQLException;
  }

  /** A text column that holds no NULL. */
  public String text(String column) {
    return present(column, cell(() -> at.getString(column)));
  }

  /** A text column that may hold NULL. */
  public Optional<String> optionalText(String column) {
    return Optional.ofNullable(cell(() -> at.getString(column)));
  }

  /** A whole number; NULL reads as 0. */
  public long number(String column) {
    return cell(() -> at.getLong(column));
  }

  /** A floating number; NULL reads as 0. */
  public double real(String column) {
    return cell(() -> at.getDouble(column));
  }

  /** A number that is not 0. */
  public boolean flag(String column) {
    return number(column) != 0;
  }

  /** A time kept as {@link Tx} keeps it: milliseconds since 1970. */
  public Instant instant(String column) {
    return Instant.ofEpochMilli(number(column));
  }

  /** A blob column that holds no NULL. */
  public byte[] bytes(String column) {
    return present(column, cell(() -> at.getBytes(column)));
  }

  private <T extends @Nullable Object> T cell(Cell<T> cell) {
    try {
      return cell.read();
    } catch (SQLException e) {
      throw faults.of(e).asException();
    }
  }

  private static <T> T present(String column, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("column " + column + " holds NULL");
    }
    return value;
  }
}
