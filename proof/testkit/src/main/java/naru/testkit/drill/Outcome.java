package naru.testkit.drill;

/**
 * What a call returned.
 *
 * @param value the result, {@link #ANY} in a script for whatever it is
 * @param text the name of the error of a call that returned -1, the name of a state, or empty
 */
public record Outcome(long value, String text) {
  /** In a script: the result does not matter. */
  public static final long ANY = Long.MIN_VALUE;

  /** A call that did what it was asked for. */
  public static final Outcome DONE = new Outcome(0, "");

  /** A result without an error. */
  public static Outcome of(long value) {
    return new Outcome(value, "");
  }

  /** A call that failed, with the name of its error as POSIX has it. */
  public static Outcome failed(String error) {
    return new Outcome(-1, error);
  }

  /** The name of a state, or of an error that was asked for. */
  public static Outcome named(String name) {
    return new Outcome(0, name);
  }

  boolean matches(Outcome actual) {
    return value == ANY || equals(actual);
  }

  @Override
  public String toString() {
    return value == ANY ? "*" : text.isEmpty() ? Long.toString(value) : value + " " + text;
  }
}
