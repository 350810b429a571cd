package naru.bench.machine;

/** Why a benchmark cannot go on, as a sentence for the person who started it. */
public final class Trouble extends RuntimeException {
  private static final long serialVersionUID = 1;

  private Trouble(String message) {
    super(message);
  }

  public static Trouble because(String message) {
    return new Trouble(message);
  }
}
