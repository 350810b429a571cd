package naru.base;

import org.jspecify.annotations.Nullable;

/**
 * A failure that says who, whether, and why.
 *
 * @param code the stable code, which carries status and exit code
 * @param status the HTTP status of an answer that Naru makes because of it: that of the code, where
 *     nobody asked for another
 * @param side who caused it
 * @param retry whether the same request may be sent again, because it was certainly not processed
 * @param detail one sentence in English for a person, with the facts (address, time, limit)
 * @param cause what was thrown, if anything was
 */
public record Failure(
    Code code, int status, Side side, boolean retry, String detail, @Nullable Throwable cause) {

  /** A failure that must not be retried. */
  public static Failure of(Code code, Side side, String detail) {
    return new Failure(code, code.status(), side, false, detail, null);
  }

  /** A failure of which it is certain that the other side processed nothing. */
  public static Failure retryable(Code code, Side side, String detail) {
    return new Failure(code, code.status(), side, true, detail, null);
  }

  /** The same failure with what was thrown. */
  public Failure causedBy(Throwable thrown) {
    return new Failure(code, status, side, retry, detail, thrown);
  }

  /** The same failure, answered with another status. */
  public Failure answering(int other) {
    return new Failure(code, other, side, retry, detail, cause);
  }

  /** For ways that can only throw. */
  public FailureException asException() {
    return new FailureException(this);
  }

  @Override
  public String toString() {
    return code.number() + " " + code.reason() + " (" + side + "): " + detail;
  }
}
