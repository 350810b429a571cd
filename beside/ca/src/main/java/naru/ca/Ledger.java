package naru.ca;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import naru.ca.core.Pem;
import naru.ca.core.Validity;
import naru.store.Migration;
import naru.store.Row;
import naru.store.Store;
import naru.store.Tx;
import naru.transport.Credential;

/**
 * What was issued, and what is in use, on disk. The first is a record without keys; the second
 * holds the keys of our own servers, so that a restart does not issue everything again.
 */
final class Ledger {
  private static final List<Migration> STEPS =
      List.of(
          new Migration(
              "ca",
              1,
              """
              CREATE TABLE ca_issued (
                id INTEGER PRIMARY KEY, serial TEXT NOT NULL UNIQUE, names TEXT NOT NULL,
                not_before INTEGER NOT NULL, not_after INTEGER NOT NULL, sha256 TEXT NOT NULL)
                STRICT;
              CREATE INDEX ca_issued_not_after ON ca_issued (not_after);
              CREATE TABLE ca_in_use (
                id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, pem TEXT NOT NULL,
                not_after INTEGER NOT NULL) STRICT;
              CREATE INDEX ca_in_use_not_after ON ca_in_use (not_after);
              """));

  private final Store store;
  private final CaConfig config;

  private Ledger(Store store, CaConfig config) {
    this.store = store;
    this.config = config;
  }

  static Ledger open(Store store, CaConfig config) {
    store.migrate(STEPS);
    return new Ledger(store, config);
  }

  /** Remembers an issued certificate; forgets ended ones and the oldest beyond the limit. */
  void record(IssuedCertificate issued, Instant now) {
    store.write(
        tx -> {
          age(tx, "ca_issued", config.maxRecorded() - 1, now);
          return tx.update(
              "INSERT INTO ca_issued (serial, names, not_before, not_after, sha256)"
                  + " VALUES (?, ?, ?, ?, ?)",
              issued.serial(),
              String.join(" ", issued.names()),
              issued.notBefore(),
              issued.notAfter(),
              issued.sha256());
        });
  }

  /** The last ones, the newest first. */
  List<IssuedCertificate> issued(int atMost) {
    return store.read(
        tx -> tx.query("SELECT * FROM ca_issued ORDER BY id DESC LIMIT ?", Ledger::row, atMost));
  }

  /** Keeps a server's key and chain for the next start. */
  void keep(String name, Credential credential, Instant now) {
    Instant until = Validity.of(credential.chain().getFirst()).until();
    String pem = Pem.of(credential.key()) + Pem.of(credential.chain());
    store.write(
        tx -> {
          tx.update("DELETE FROM ca_in_use WHERE name = ?", name);
          age(tx, "ca_in_use", config.maxCached() - 1, now);
          return tx.update(
              "INSERT INTO ca_in_use (name, pem, not_after) VALUES (?, ?, ?)", name, pem, until);
        });
  }

  /** What was kept for a name, if it still makes sense. */
  Optional<Credential> kept(String name) {
    return store
        .read(
            tx ->
                tx.first("SELECT pem FROM ca_in_use WHERE name = ?", row -> row.text("pem"), name))
        .map(Pem::parse)
        .flatMap(pem -> pem.key().map(key -> credential(key, pem)));
  }

  private Credential credential(PrivateKey key, Pem pem) {
    var chain = pem.certificates();
    return new Credential(key, chain, renewAfter(chain.getFirst()));
  }

  /** By the config of now, not of the day when it was issued. */
  private Instant renewAfter(X509Certificate leaf) {
    return Validity.of(leaf).renewAfter(config.leaf().renewBefore());
  }

  /** Rows are numbered upwards, so the oldest beyond a number are those with the lowest ids. */
  private static void age(Tx tx, String table, int rows, Instant now) {
    tx.update("DELETE FROM " + table + " WHERE not_after < ?", now);
    tx.update(
        "DELETE FROM %1$s WHERE id <= (SELECT id FROM %1$s ORDER BY id DESC LIMIT 1 OFFSET ?)"
            .formatted(table),
        rows);
  }

  private static IssuedCertificate row(Row row) {
    return new IssuedCertificate(
        row.text("serial"),
        List.of(row.text("names").split(" ")),
        row.instant("not_before"),
        row.instant("not_after"),
        row.text("sha256"));
  }
}
