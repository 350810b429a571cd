package naru.trace;

import naru.base.Failure;

/** A request and its response, as a stop sent or received them. RFC 9110, 9112. */
public sealed interface HttpEvent extends Event {
  /**
   * A request head.
   *
   * @param method such as {@code GET}
   * @param scheme {@code http} or {@code https}; empty for CONNECT
   * @param authority host and port as sent
   * @param path path and query, as sent; empty for CONNECT
   * @param version such as {@code HTTP/1.1}
   * @param stream the stream of HTTP/2 that carried it (RFC 9113 section 5.1.1); 0 without streams
   */
  record Request(
      String method, String scheme, String authority, String path, String version, int stream)
      implements HttpEvent {
    /** On a connection without streams. */
    public Request(String method, String scheme, String authority, String path, String version) {
      this(method, scheme, authority, path, version, 0);
    }
  }

  /**
   * A response head.
   *
   * @param status 100 to 599
   * @param lengthBytes the Content-Length; -1 when not announced
   * @param type the media type; empty if none
   */
  record Response(int status, long lengthBytes, String type) implements HttpEvent {}

  /**
   * What is spoken on a new connection to a server, where that was not settled beforehand; of each
   * request where the server required it.
   *
   * @param version such as {@code HTTP/2}
   * @param how what decided
   */
  record Spoken(String version, How how) implements HttpEvent {
    /** What decides on the version. RFC 9113 section 3. */
    public enum How {
      /** The server chose among what TLS offered. */
      ALPN,
      /** TLS offered a choice, and the server took none. */
      NO_ALPN,
      /** The choice is offered by TLS only, and there is none. */
      NO_TLS,
      /** The config says what the server speaks. */
      PRIOR_KNOWLEDGE,
      /** The server refused HTTP/2 for a request, by HTTP_1_1_REQUIRED, not long ago. */
      REQUIRED
    }
  }

  /**
   * For whom somebody asks who is believed, such as a proxy in front.
   *
   * @param client its address, and its port if it is known
   * @param by what says so: {@code X-Forwarded-For}, or {@code PROXY} for a header at the begin of
   *     the connection
   */
  record ForwardedFor(String client, String by) implements HttpEvent {}

  /**
   * A field of the request, where it was asked for that it be recorded; of a response, what another
   * Naru told us of it.
   *
   * @param name in lower case
   */
  record Field(String name, String value) implements HttpEvent {}

  /** The whole message went over. */
  record Finished(long requestBytes, long responseBytes) implements HttpEvent {}

  /** The exchange broke, or was refused. */
  record Failed(Failure failure) implements HttpEvent {}
}
