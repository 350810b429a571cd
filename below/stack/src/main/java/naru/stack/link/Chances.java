package naru.stack.link;

/** What a probability may be. */
final class Chances {
  private Chances() {}

  static void check(String name, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(name + " is no probability: " + probability);
    }
  }

  static void checkNotNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is negative: " + value);
    }
  }
}
