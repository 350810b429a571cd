package naru.testkit.drill;

/** The subject said something else than the script; the message is the conversation so far. */
public final class Mismatch extends AssertionError {
  private static final long serialVersionUID = 1;

  Mismatch(String conversation) {
    super(conversation);
  }
}
