package naru.trace;

import naru.base.Place;

/** What a route of the gateway does besides sending a request on. */
public sealed interface ChangeEvent extends Event {
  /** Where the route stands. */
  Place place();

  /** The client is sent elsewhere. */
  record Redirected(String route, int status, String location, Place place)
      implements ChangeEvent {}

  /** The client is answered from the configuration. */
  record Answered(String route, int status, Place place) implements ChangeEvent {}

  /**
   * The request waits on purpose before it goes on.
   *
   * @param by what decided it: a share such as {@code 10%}, or the field that asks for it
   */
  record Delayed(String route, long millis, String by, Place place) implements ChangeEvent {}

  /**
   * The request is answered with a failure on purpose.
   *
   * @param by what decided it: a share such as {@code 10%}, or the field that asks for it
   */
  record Aborted(String route, int status, String by, Place place) implements ChangeEvent {}

  /**
   * The request gets no answer on purpose: its connection, or its stream of HTTP/2, is reset.
   *
   * @param by what decided it, as above
   */
  record Reset(String route, String by, Place place) implements ChangeEvent {}

  /** A browser asked whether a page of another site may ask (CORS). */
  record Preflight(String origin, boolean allowed, Place place) implements ChangeEvent {}

  /**
   * One of several groups was drawn.
   *
   * @param weight its share of {@code total}
   */
  record SplitChosen(String route, String upstream, int weight, int total, Place place)
      implements ChangeEvent {}

  /** What the servers are asked instead. */
  record Rewritten(String host, String path, Place place) implements ChangeEvent {}

  /** A redirect of the server's was led back to the client's side of a rewrite. */
  record LedBack(String said, String location, Place place) implements ChangeEvent {}

  /** Others got a copy of the request, or did not. */
  record Mirrored(String upstream, Outcome outcome, Place place) implements ChangeEvent {}

  /** What became of a copy. */
  enum Outcome {
    SENT,
    /** The request's body was longer than may be kept. */
    BODY_TOO_LONG,
    /** The request's body broke off. */
    BODY_BROKEN,
    /** Too many copies are under way. */
    BUSY
  }

  /** The response was compressed. */
  record Compressed(String coding, long bytesBefore, long bytesAfter, Place place)
      implements ChangeEvent {}

  /** A wish for another protocol that the route does not allow was passed over. */
  record UpgradePassedOver(String protocol, Place place) implements ChangeEvent {}
}
