package naru.origin.api;

import java.util.Optional;

/** How a list is ordered; products that are equal in it follow the order of creation. */
enum Sort {
  CREATED("created", "seq", false),
  CREATED_DOWN("-created", "seq", true),
  NAME("name", "name_en", false),
  NAME_DOWN("-name", "name_en", true),
  PRICE("price", "price", false),
  PRICE_DOWN("-price", "price", true);

  private final String text;
  private final String column;
  private final boolean down;

  Sort(String text, String column, boolean down) {
    this.text = text;
    this.column = column;
    this.down = down;
  }

  static Optional<Sort> of(String text) {
    for (Sort sort : values()) {
      if (sort.text.equals(text)) {
        return Optional.of(sort);
      }
    }
    return Optional.empty();
  }

  /** As it stands in the query. */
  String text() {
    return text;
  }

  /** What stands behind a product that has this key: two marks for the key, one for its number. */
  String after() {
    String than = down ? " < ?" : " > ?";
    return "(" + column + than + " OR (" + column + " = ? AND seq" + than + "))";
  }

  String orderBy() {
    String direction = down ? " DESC" : "";
    return column + direction + ", seq" + direction;
  }

  /** What a product has in this order. */
  Object key(Product product) {
    return switch (this) {
      case CREATED, CREATED_DOWN -> product.seq();
      case NAME, NAME_DOWN -> product.draft().nameEn();
      case PRICE, PRICE_DOWN -> product.draft().price();
    };
  }

  /** Whether keys of this order are texts; numbers otherwise. */
  boolean isText() {
    return this == NAME || this == NAME_DOWN;
  }
}
