package naru.http.h2;

import org.jspecify.annotations.Nullable;

/** The other side broke a rule that ends the connection. RFC 9113 section 5.4.1. */
public final class ConnectionError extends Exception {
  private static final long serialVersionUID = 1;

  private final int code;
  private final @Nullable Budget budget;

  public ConnectionError(int code, String detail) {
    this(code, detail, null);
  }

  /** Without a stack trace: it tells of the other side, not of us. */
  private ConnectionError(int code, String detail, @Nullable Budget budget) {
    super(detail, null, false, false);
    this.code = code;
    this.budget = budget;
  }

  /** More was wasted than a budget holds. */
  static ConnectionError exceeded(Budget budget, int size) {
    return new ConnectionError(
        ErrorCode.ENHANCE_YOUR_CALM,
        "the budget of " + size + " " + budget.label() + " is used up",
        budget);
  }

  /** The budget that was used up, if that was it. */
  public @Nullable Budget budget() {
    return budget;
  }

  /** One of {@link ErrorCode}. */
  public int code() {
    return code;
  }

  /** What was wrong, in one sentence. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  static ConnectionError protocol(String detail) {
    return new ConnectionError(ErrorCode.PROTOCOL_ERROR, detail);
  }

  static ConnectionError frameSize(String detail) {
    return new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, detail);
  }

  static ConnectionError compression(String detail) {
    return new ConnectionError(ErrorCode.COMPRESSION_ERROR, detail);
  }
}
