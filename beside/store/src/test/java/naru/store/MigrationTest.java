package naru.store;

import static naru.store.StoreTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import naru.base.Code;
import naru.base.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrationTest {
  private static final Migration FIRST =
      new Migration("a", 1, "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);");
  private static final Migration SECOND =
      new Migration("a", 2, "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1;");

  @TempDir Path folder;
  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(folder, new Metrics());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void eachStepRunsOnceAndInOrder() {
    store.migrate(List.of(FIRST));
    store.migrate(List.of(FIRST, SECOND));
    store.migrate(List.of(FIRST, SECOND));
    assertThat(number("SELECT sum(y) FROM a")).isEqualTo(2);
  }

  @Test
  void modulesCountForThemselves() {
    store.migrate(List.of(FIRST));
    store.migrate(List.of(new Migration("b", 1, "CREATE TABLE b (x INTEGER);")));
    assertThat(number("SELECT count(*) FROM b")).isZero();
  }

  @Test
  void aStepThatFailsLeavesEverythingAsItWas() {
    Migration broken = new Migration("a", 2, "DELETE FROM a; SELEC nonsense;");
    assertFails(Code.INTERNAL, () -> store.migrate(List.of(FIRST, broken)));
    store.migrate(List.of(FIRST, SECOND));
    assertThat(number("SELECT count(*) FROM a")).isEqualTo(1);
  }

  @Test
  void aFileOfANewerProgramIsRefused() {
    store.migrate(List.of(FIRST, SECOND));
    assertFails(Code.STORE_VERSION, () -> store.migrate(List.of(FIRST)));
  }

  @Test
  void aReleasedStepIsNeverEdited() {
    store.migrate(List.of(FIRST));
    Migration edited = new Migration("a", 1, "CREATE TABLE a (z INTEGER);");
    assertFails(Code.STORE_VERSION, () -> store.migrate(List.of(edited)));
  }

  @Test
  void aGapIsABug() {
    assertThatThrownBy(() -> store.migrate(List.of(SECOND)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private long number(String sql) {
    return store.read(tx -> tx.number(sql));
  }
}
