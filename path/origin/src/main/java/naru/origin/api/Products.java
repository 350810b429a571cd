package naru.origin.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.store.Row;
import naru.store.Store;
import naru.store.Tx;

/** The products in the store. Every call blocks. */
final class Products {
  /** How many products there may be. */
  static final long MOST = 100_000;

  private static final String COLUMNS =
      "seq, id, version, name_en, name_ko, description, category, price, stock, created, updated";

  private final Store store;

  private Products(Store store) {
    this.store = store;
  }

  /** The products of a store; makes their table, and the first twelve, if it has none. */
  static Products of(Store store) {
    store.migrate(ProductTable.STEPS);
    return new Products(store);
  }

  /** Work on products within one change, wholly or not at all. */
  interface Change<T> {
    T apply(Shelf shelf);
  }

  /** Does a change. */
  <T> T change(Change<T> change) {
    return store.write(tx -> change.apply(new Shelf(tx)));
  }

  /** The product of this id. */
  Optional<Product> find(String id) {
    return store.read(tx -> new Shelf(tx).find(id));
  }

  /** A page, and one product more if there is another page. */
  List<Product> list(ListQuery query) {
    StringBuilder sql = new StringBuilder("SELECT " + COLUMNS + " FROM origin_product WHERE 1");
    List<Object> values = new ArrayList<>();
    query.text("q").ifPresent(q -> matching(q, sql, values));
    query.text("category").ifPresent(c -> and(" AND category = ?", c, sql, values));
    query.number("minPrice").ifPresent(p -> and(" AND price >= ?", p, sql, values));
    query.number("maxPrice").ifPresent(p -> and(" AND price <= ?", p, sql, values));
    query
        .after()
        .ifPresent(
            token -> {
              sql.append(" AND ").append(query.sort().after());
              values.addAll(List.of(token.key(), token.key(), token.seq()));
            });
    sql.append(" ORDER BY ").append(query.sort().orderBy()).append(" LIMIT ?");
    values.add(query.pageSize() + 1);
    return store.read(tx -> tx.query(sql.toString(), Products::product, values.toArray()));
  }

  /** In either name, without case where letters have one in ASCII. */
  private static void matching(String q, StringBuilder sql, List<Object> values) {
    sql.append(" AND (instr(lower(name_en), lower(?)) > 0 OR instr(lower(name_ko), lower(?)) > 0)");
    values.add(q);
    values.add(q);
  }

  private static void and(String condition, Object value, StringBuilder sql, List<Object> values) {
    sql.append(condition);
    values.add(value);
  }

  private static Product product(Row row) {
    ProductDraft draft =
        new ProductDraft(
            row.text("name_en"),
            row.text("name_ko"),
            row.text("description"),
            row.text("category"),
            row.number("price"),
            row.number("stock"));
    return new Product(
        row.number("seq"),
        row.text("id"),
        row.number("version"),
        draft,
        row.instant("created"),
        row.instant("updated"));
  }

  /** What can be done within a change. Good only inside it. */
  static final class Shelf {
    private final Tx tx;

    private Shelf(Tx tx) {
      this.tx = tx;
    }

    Optional<Product> find(String id) {
      return tx.first(
          "SELECT " + COLUMNS + " FROM origin_product WHERE id = ?", Products::product, id);
    }

    boolean isFull() {
      return tx.number("SELECT count(*) FROM origin_product") >= MOST;
    }

    Product add(String id, ProductDraft d, Instant now) {
      tx.update(
          "INSERT INTO origin_product (id, version, name_en, name_ko, description, category, price,"
              + " stock, created, updated) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?)",
          id,
          d.nameEn(),
          d.nameKo(),
          d.description(),
          d.category(),
          d.price(),
          d.stock(),
          now,
          now);
      return find(id).orElseThrow();
    }

    Product set(Product old, ProductDraft d, Instant now) {
      tx.update(
          "UPDATE origin_product SET version = version + 1, name_en = ?, name_ko = ?,"
              + " description = ?, category = ?, price = ?, stock = ?, updated = ? WHERE seq = ?",
          d.nameEn(),
          d.nameKo(),
          d.description(),
          d.category(),
          d.price(),
          d.stock(),
          now,
          old.seq());
      return find(old.id()).orElseThrow();
    }

    void remove(Product product) {
      tx.update("DELETE FROM origin_product WHERE seq = ?", product.seq());
    }
  }
}
