package naru.http;

/**
 * A stop on a request's way: it answers, or changes the exchange and lets it go on.
 *
 * <p>A stop is entered on the exchange's event loop and must not block. It does one of these, now
 * or later, on that loop:
 *
 * <ul>
 *   <li>{@link Exchange#proceed()}: on to the next stop. To see or change what comes back, first
 *       {@link Exchange#through} with a sink of its own in front of the one that is there.
 *   <li>answer: {@code x.out().head(..)}, {@code data(..)}, {@code end()}, or {@link
 *       Exchange#answer};
 *   <li>{@link Exchange#fail}: a failure with its code, which becomes a problem answer.
 * </ul>
 *
 * Stops never know each other; {@code naru.app.Journey} puts them in order. One stop object serves
 * all connections: what belongs to one request is kept in the exchange or in an object made for it.
 */
@FunctionalInterface
public interface Stop {
  void enter(Exchange x);
}
