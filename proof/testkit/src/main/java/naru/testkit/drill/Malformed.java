package naru.testkit.drill;

/** A script that cannot be read: which line, and what was expected there. */
public final class Malformed extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  Malformed(String message) {
    super(message);
  }
}
