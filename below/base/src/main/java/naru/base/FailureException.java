package naru.base;

/** Carries a {@link Failure} through code that can only throw. */
public final class FailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  FailureException(Failure failure) {
    super(failure.toString(), failure.cause());
    this.failure = failure;
  }

  /** What happened. */
  public Failure failure() {
    return failure;
  }
}
