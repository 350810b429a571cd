package naru.origin.api;

/**
 * What a path of the API names.
 *
 * @param id of the product; empty for the other kinds
 */
record Target(Kind kind, String id) {
  /** The kinds of things. */
  enum Kind {
    PRODUCTS,
    PRODUCT,
    DOCUMENT,
    NOTHING
  }

  static final String PRODUCTS = "/api/products";
  static final String DOCUMENT = "/api/openapi.json";

  private static final String ID = "[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?";

  /** Reads a path as sent; ids need no percent-encoding, so an encoded one names nothing. */
  static Target parse(String path) {
    if (path.equals(PRODUCTS)) {
      return new Target(Kind.PRODUCTS, "");
    }
    if (path.equals(DOCUMENT)) {
      return new Target(Kind.DOCUMENT, "");
    }
    String id = path.startsWith(PRODUCTS + "/") ? path.substring(PRODUCTS.length() + 1) : "";
    return id.matches(ID) ? new Target(Kind.PRODUCT, id) : new Target(Kind.NOTHING, "");
  }
}
