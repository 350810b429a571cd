package naru.app.config;

import java.time.Duration;
import naru.base.Place;

/**
 * What a client may take.
 *
 * @param connections at once, over all listeners
 * @param connectionsPerClient at once, from one address
 * @param headBytes request line and header fields together
 * @param targetBytes the request target
 * @param fields number of header fields
 * @param bodyBytes of one request
 * @param requestsPerConnection then it is closed
 * @param minRate how slow a client may be
 */
public record Limits(
    Place place,
    int connections,
    int connectionsPerClient,
    int headBytes,
    int targetBytes,
    int fields,
    long bodyBytes,
    int requestsPerConnection,
    MinRate minRate,
    Timeouts timeouts,
    Http2Limits http2) {
  /**
   * The least average of a body.
   *
   * @param uploadBits a second, of a request; 0 for any
   * @param downloadBits a second, of a response; 0 for any
   * @param grace before it is looked at
   */
  public record MinRate(long uploadBits, long downloadBits, Duration grace) {}

  /**
   * How long a client may take.
   *
   * @param handshake for TLS
   * @param head from the first byte of a head to its end
   * @param bodyIdle between two pieces of a body
   * @param keepAlive between two requests
   * @param tunnelIdle without a byte in either direction of a tunnel
   * @param drain how long running requests may go on when Naru stops
   */
  public record Timeouts(
      Place place,
      Duration handshake,
      Duration head,
      Duration bodyIdle,
      Duration keepAlive,
      Duration tunnelIdle,
      Duration drain) {}
}
