package naru.http;

/**
 * Bounds of one listener's connections. Times in nanoseconds, sizes in bytes.
 *
 * @param headBytes a request head, request line included; more is 431
 * @param uriBytes a request target; more is 414
 * @param bodyBytes a request body; more is 413
 * @param headNanos from the first byte of a head to its end (slowloris); more is 408
 * @param bodyIdleNanos between two parts of a body; more is 408
 * @param keepAliveNanos between two requests; then the connection is closed
 * @param writeIdleNanos a client that takes nothing that long is cut
 * @param requests on one connection, then it is closed
 */
public record HttpLimits(
    int headBytes,
    int uriBytes,
    long bodyBytes,
    long headNanos,
    long bodyIdleNanos,
    long keepAliveNanos,
    long writeIdleNanos,
    int requests) {
  private static final long SECOND = 1_000_000_000L;

  /** What a listener has when the config says nothing. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          32 * 1024,
          16 * 1024,
          16L << 30,
          10 * SECOND,
          30 * SECOND,
          60 * SECOND,
          60 * SECOND,
          1_000_000);
}
