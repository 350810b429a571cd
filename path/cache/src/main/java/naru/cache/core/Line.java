package naru.cache.core;

/**
 * One field line.
 *
 * @param name as it was sent; compared without case
 * @param value without surrounding whitespace; each char is one byte
 */
public record Line(String name, String value) {
  boolean is(String other) {
    return name.equalsIgnoreCase(other);
  }
}
