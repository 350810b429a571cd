package naru.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import naru.base.Code;

/** Which steps are applied, and applying the others, inside one transaction. */
final class Migrations {
  private static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS store_migration (
        module TEXT NOT NULL, version INTEGER NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (module, version)) STRICT;
      """;

  private final Connection connection;
  private final Tx tx;
  private final Faults faults;

  Migrations(Connection connection, Tx tx, Faults faults) {
    this.connection = connection;
    this.tx = tx;
    this.faults = faults;
  }

  /** Brings one module's tables to its last version. */
  void apply(List<Migration> steps) {
    run(TABLE);
    for (int i = 0; i < steps.size(); i++) {
      Migration step = steps.get(i);
      if (step.version() != i + 1 || !step.module().equals(steps.getFirst().module())) {
        throw new IllegalArgumentException(
            "step " + (i + 1) + " is " + step.module() + step.version());
      }
      applyOnce(step);
    }
    refuseNewer(steps.getLast());
  }

  private void applyOnce(Migration step) {
    String digest = digest(step.sql());
    var known =
        tx.first(
            "SELECT digest FROM store_migration WHERE module = ? AND version = ?",
            row -> row.text("digest"),
            step.module(),
            step.version());
    if (known.isEmpty()) {
      run(step.sql());
      tx.update(
          "INSERT INTO store_migration VALUES (?, ?, ?)", step.module(), step.version(), digest);
    } else if (!known.get().equals(digest)) {
      throw version(step, "was made by another build: its step " + step.version() + " differs");
    }
  }

  private void refuseNewer(Migration last) {
    long held =
        tx.number("SELECT max(version) FROM store_migration WHERE module = ?", last.module());
    if (held > last.version()) {
      throw version(last, "is of version " + held + ", newer than this Naru's " + last.version());
    }
  }

  private RuntimeException version(Migration step, String what) {
    return faults.failure(Code.STORE_VERSION, "(" + step.module() + ") " + what).asException();
  }

  /** Runs several statements; only this way of the driver takes more than one. */
  private void run(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw faults.of(e).asException();
    }
  }

  private static String digest(String sql) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
