package naru.origin.api;

/**
 * What clients write of a product; every value is within its bounds.
 *
 * @param nameEn 1 to 120 characters
 * @param nameKo the Korean name; empty for none
 * @param description up to 2000 characters; empty for none
 * @param category lower-case letters, digits and hyphens
 * @param price in Korean won
 * @param stock how many there are
 */
record ProductDraft(
    String nameEn, String nameKo, String description, String category, long price, long stock) {
  static final int NAME_CHARS = 120;
  static final int DESCRIPTION_CHARS = 2000;
  static final int CATEGORY_CHARS = 32;
  static final long MOST_PRICE = 1_000_000_000L;
  static final long MOST_STOCK = 1_000_000L;
}
