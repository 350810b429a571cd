package naru.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import naru.base.Code;
import naru.base.FailureException;
import naru.base.Metrics;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreTest {
  private static final List<Migration> BOXES =
      List.of(
          new Migration(
              "box",
              1,
              """
              CREATE TABLE box (name TEXT PRIMARY KEY, size INTEGER NOT NULL, note TEXT) STRICT;
              CREATE INDEX box_size ON box (size);
              """));
  private static final StoreConfig HASTY = new StoreConfig(1 << 20, 1, Duration.ZERO);

  @TempDir Path folder;
  private final Metrics metrics = new Metrics();

  @Test
  void whatWasWrittenIsThereAfterARestart() {
    try (Store store = boxes(folder)) {
      int changed = store.write(tx -> put(tx, "a", 3));
      assertThat(changed).isEqualTo(1);
    }
    try (Store store = boxes(folder)) {
      assertThat(names(store)).containsExactly("a");
    }
  }

  @Test
  void ofAWorkThatThrowsNothingRemains() {
    try (Store store = boxes(folder)) {
      assertThatThrownBy(
              () ->
                  store.write(
                      tx -> {
                        put(tx, "a", 1);
                        throw new IllegalArgumentException("changed my mind");
                      }))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(names(store)).isEmpty();
      store.write(tx -> put(tx, "b", 1));
      assertThat(names(store)).containsExactly("b");
    }
  }

  /** The files as they lie there in the middle of a change are what a killed process leaves. */
  @Test
  void aProcessKilledInTheMiddleOfAChangeLosesThatChangeOnly() {
    Path after = folder.resolve("after");
    try (Store store = boxes(folder)) {
      store.write(tx -> put(tx, "confirmed", 1));
      store.write(
          tx -> {
            for (int i = 0; i < 2000; i++) {
              put(tx, i + " of a change larger than the page cache".repeat(50), i);
            }
            assertThat(folder.resolve("naru.db-wal").toFile().length()).isGreaterThan(1 << 20);
            copy(folder, after);
            return 0;
          });
    }
    try (Store store = boxes(after)) {
      assertThat(names(store)).containsExactly("confirmed");
    }
  }

  @Test
  void aConfirmedChangeIsInTheFilesBeforeTheStoreIsClosed() {
    Path after = folder.resolve("after");
    try (Store store = boxes(folder)) {
      store.write(tx -> put(tx, "confirmed", 1));
      copy(folder, after);
    }
    try (Store store = boxes(after)) {
      assertThat(names(store)).containsExactly("confirmed");
    }
  }

  @Test
  void aReaderSeesOneMomentAndDoesNotWaitForAChange() {
    try (Store store = boxes(folder)) {
      store.write(tx -> put(tx, "a", 1));
      List<String> seen =
          store.read(
              tx -> {
                List<String> before = names(tx);
                store.write(change -> put(change, "b", 1));
                assertThat(names(tx)).isEqualTo(before);
                return before;
              });
      assertThat(seen).containsExactly("a");
      assertThat(names(store)).containsExactly("a", "b");
    }
  }

  @Test
  void aReadCannotChange() {
    try (Store store = boxes(folder)) {
      assertFails(Code.STORE_UNREADABLE, () -> store.read(tx -> put(tx, "a", 1)));
    }
  }

  @Test
  void aChangeInsideAChangeIsABug() {
    try (Store store = boxes(folder)) {
      assertThatThrownBy(() -> store.write(tx -> store.write(inner -> put(inner, "a", 1))))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void valuesComeBackAsTheyWent() {
    Instant time = Instant.ofEpochMilli(1_700_000_000_123L);
    try (Store store = Store.open(folder, metrics)) {
      store.migrate(
          List.of(
              new Migration(
                  "v",
                  1,
                  "CREATE TABLE v (t INTEGER, f INTEGER, b BLOB, r REAL, n TEXT) STRICT;")));
      store.write(
          tx ->
              tx.update(
                  "INSERT INTO v VALUES (?, ?, ?, ?, ?)",
                  time,
                  true,
                  new byte[] {1, 0, -1},
                  0.5,
                  null));
      store.read(
          tx ->
              tx.query(
                  "SELECT * FROM v",
                  row -> {
                    assertThat(row.instant("t")).isEqualTo(time);
                    assertThat(row.flag("f")).isTrue();
                    assertThat(row.bytes("b")).containsExactly(1, 0, -1);
                    assertThat(row.real("r")).isEqualTo(0.5);
                    assertThat(row.optionalText("n")).isEmpty();
                    assertThatThrownBy(() -> row.text("n")).hasMessageContaining("NULL");
                    return row;
                  }));
      long rows = store.read(tx -> tx.number("SELECT count(*) FROM v"));
      assertThat(rows).isEqualTo(1);
    }
  }

  @Test
  void aBrokenConstraintIsItsOwnCode() {
    try (Store store = boxes(folder)) {
      store.write(tx -> put(tx, "a", 1));
      assertFails(Code.STORE_CONSTRAINT, () -> store.write(tx -> put(tx, "a", 2)));
    }
  }

  @Test
  void aFullStoreRefusesAndGoesOnServing() {
    try (Store store = Store.open(folder, HASTY, metrics)) {
      store.migrate(BOXES);
      store.write(tx -> put(tx, "a", 1));
      assertFails(Code.STORE_FULL, () -> store.write(tx -> put(tx, "x".repeat(2 << 20), 1)));
      store.write(tx -> put(tx, "b", 1));
      assertThat(names(store)).containsExactly("a", "b");
      assertThat(metrics.text()).contains("naru_store_max_bytes 1048576");
    }
  }

  @Test
  void readersAreBounded() {
    try (Store store = Store.open(folder, HASTY, metrics)) {
      store.migrate(BOXES);
      assertFails(Code.STORE_LOCKED, () -> store.read(tx -> names(store)));
      assertThat(metrics.text()).contains("naru_store_read_timeouts_total 1");
      assertThat(names(store)).isEmpty();
    }
  }

  @Test
  void aChangeThatGetsNoTurnSaysSo() throws InterruptedException {
    try (Store store = Store.open(folder, HASTY, metrics)) {
      store.migrate(BOXES);
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch enough = new CountDownLatch(1);
      Thread other =
          Thread.ofVirtual()
              .start(
                  () ->
                      store.write(
                          tx -> {
                            inside.countDown();
                            await(enough);
                            return put(tx, "a", 1);
                          }));
      await(inside);
      assertFails(Code.STORE_LOCKED, () -> store.write(tx -> put(tx, "b", 1)));
      enough.countDown();
      other.join();
      assertThat(names(store)).containsExactly("a");
      assertThat(metrics.text()).contains("naru_store_write_timeouts_total 1");
    }
  }

  @Test
  void aFileLockedByAnotherProgramSaysSo() {
    try (Store store = Store.open(folder, HASTY, metrics);
        Store other = Store.open(folder, HASTY, new Metrics())) {
      store.migrate(BOXES);
      store.write(
          tx -> {
            assertFails(Code.STORE_LOCKED, () -> other.write(o -> put(o, "b", 1)));
            return put(tx, "a", 1);
          });
      assertThat(names(other)).containsExactly("a");
    }
  }

  @Test
  void onlyTheOwnerMayRead() throws IOException {
    Path state = folder.resolve("made/state");
    try (Store store = boxes(state)) {
      store.write(tx -> put(tx, "a", 1));
      assertThat(permissions(state)).isEqualTo("rwx------");
      for (String file : List.of("naru.db", "naru.db-wal", "naru.db-shm")) {
        assertThat(permissions(state.resolve(file))).as(file).isEqualTo("rw-------");
      }
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws IOException {
    Files.writeString(folder.resolve("naru.db"), "not a database, ".repeat(100));
    assertFails(Code.STORE_CORRUPT, () -> boxes(folder).close());
    assertThat(Files.readString(folder.resolve("naru.db"))).startsWith("not a database");
  }

  @Test
  void damagedPagesAreFoundWhenTheyAreRead() throws IOException {
    try (Store store = boxes(folder)) {
      for (int i = 0; i < 500; i++) {
        int size = i;
        store.write(tx -> put(tx, "box" + size, size));
      }
    }
    byte[] bytes = Files.readAllBytes(folder.resolve("naru.db"));
    java.util.Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
    Files.write(folder.resolve("naru.db"), bytes, StandardOpenOption.TRUNCATE_EXISTING);
    assertFails(
        Code.STORE_CORRUPT,
        () -> {
          try (Store store = boxes(folder)) {
            names(store);
          }
        });
  }

  @Test
  void aFolderThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertFails(Code.STORE_UNREADABLE, () -> Store.open(file, metrics));
  }

  @Test
  void afterTheEndItSaysSo() {
    Store store = boxes(folder);
    store.close();
    store.close();
    assertFails(Code.SHUTTING_DOWN, () -> store.write(tx -> 0));
    assertFails(Code.SHUTTING_DOWN, () -> store.read(tx -> 0));
  }

  private Store boxes(Path at) {
    Store store = Store.open(at, metrics);
    store.migrate(BOXES);
    return store;
  }

  private static int put(Tx tx, String name, int size) {
    return tx.update("INSERT INTO box (name, size) VALUES (?, ?)", name, size);
  }

  private static List<String> names(Store store) {
    return store.read(StoreTest::names);
  }

  private static List<String> names(Tx tx) {
    return tx.query("SELECT name FROM box ORDER BY name", row -> row.text("name"));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void copy(Path from, Path to) {
    try {
      Files.createDirectory(to);
      for (String name : List.of("naru.db", "naru.db-wal")) {
        Files.copy(from.resolve(name), to.resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static void assertFails(Code code, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            FailureException.class, e -> assertThat(e.failure().code()).isEqualTo(code));
  }
}
