package naru.wire;

/** Ranges of a header's fields, for values that can hold only sense. */
public final class Bounds {
  private Bounds() {}

  /**
   * The value itself.
   *
   * @throws IllegalArgumentException if it is not within 0 to {@code max}
   */
  public static int field(String name, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " must be 0 to " + max + ", not " + value);
    }
    return value;
  }
}
