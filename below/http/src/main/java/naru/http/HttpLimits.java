package naru.http;

import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;

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
 * @param tunnelIdleNanos without a byte in either direction of a tunnel; then it is closed
 * @param fields lines of a head; more is 431
 * @param connectionsPerClient at once from one address (IPv6: one /64), over all listeners of an
 *     engine; further ones are closed
 * @param pace how slow a client may be on average
 */
public record HttpLimits(
    int headBytes,
    int uriBytes,
    long bodyBytes,
    long headNanos,
    long bodyIdleNanos,
    long keepAliveNanos,
    long writeIdleNanos,
    int requests,
    long tunnelIdleNanos,
    int fields,
    int connectionsPerClient,
    Pace pace) {
  /**
   * The least average of a body's bytes, measured while we wait for the client and nothing else.
   *
   * @param uploadBytes a second of a request's body; less is 408; 0 for any
   * @param downloadBytes a second of a response; a slower client is cut; 0 for any
   * @param graceNanos before it is looked at
   */
  public record Pace(long uploadBytes, long downloadBytes, long graceNanos) {
    Failure uploadSlow() {
      String detail = "the body came slower than " + uploadBytes + " bytes a second";
      return Failure.of(Code.REQUEST_BODY_SLOW, Side.CLIENT, detail);
    }

    Failure downloadSlow() {
      String detail = "the client took less than " + downloadBytes + " bytes a second";
      return Failure.of(Code.CLIENT_SLOW, Side.CLIENT, detail);
    }
  }

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
          1_000_000,
          3600 * SECOND,
          128,
          10_000,
          new Pace(240, 240, 10 * SECOND));

  Failure bodyTooLarge() {
    String detail = "the body is larger than " + bodyBytes + " bytes";
    return Failure.of(Code.REQUEST_BODY_TOO_LARGE, Side.CLIENT, detail);
  }

  /**
   * What the average of a response is taken over. The client's kernel tells of what it took in
   * large steps, so that it is not shorter than the time in which it must take anything.
   */
  long takingNanos() {
    return Math.max(pace.graceNanos(), writeIdleNanos);
  }

  /** The same with another least average. */
  public HttpLimits withPace(Pace other) {
    return new HttpLimits(
        headBytes,
        uriBytes,
        bodyBytes,
        headNanos,
        bodyIdleNanos,
        keepAliveNanos,
        writeIdleNanos,
        requests,
        tunnelIdleNanos,
        fields,
        connectionsPerClient,
        other);
  }
}
