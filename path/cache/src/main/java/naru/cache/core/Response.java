package naru.cache.core;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a cache must know of a response, and when it came.
 *
 * @param status from 200 to 599
 * @param control its {@code Cache-Control}
 * @param age its {@code Age} in seconds on arrival: the first value; 0 when there is none or it is
 *     no number (5.1)
 * @param arrival when it was asked for and when its head arrived
 * @param defaultSeconds how long it is fresh when it says nothing of that; 0 for a guess
 */
public record Response(
    int status, Lines lines, CacheControl control, long age, Arrival arrival, long defaultSeconds) {

  /**
   * When a response came.
   *
   * @param askedNanos when the request was sent, on the program's clock
   * @param arrivedNanos when the head had arrived, on the same clock
   * @param arrivedSeconds the wall time then, in seconds since 1970
   */
  public record Arrival(long askedNanos, long arrivedNanos, long arrivedSeconds) {}

  public static Response of(int status, Lines lines, Arrival arrival) {
    return of(status, lines, arrival, 0);
  }

  public static Response of(int status, Lines lines, Arrival arrival, long defaultSeconds) {
    CacheControl control = CacheControl.ofResponse(lines);
    return new Response(status, lines, control, age(lines), arrival, defaultSeconds);
  }

  private static long age(Lines lines) {
    List<String> values = lines.members("age");
    return values.isEmpty() ? 0 : Seconds.parse(values.getFirst()).orElse(0);
  }

  /** As it is stored: without what belongs to a connection, and dated. RFC 9111 section 3.1. */
  public Response toStore() {
    Lines kept = Validation.storable(lines, control);
    return new Response(status, dated(kept), control, age, arrival, defaultSeconds);
  }

  /** This stored response after a 304 said that it is still good. RFC 9111 section 4.3.4. */
  public Response freshened(Response notModified) {
    Lines newer = Validation.updated(lines, notModified.dated(notModified.lines));
    return new Response(
        status,
        newer,
        CacheControl.ofResponse(newer),
        notModified.age,
        notModified.arrival,
        notModified.defaultSeconds);
  }

  /** Who has a clock dates what came without a date. RFC 9110 section 6.6.1. */
  private Lines dated(Lines undated) {
    return date().isPresent()
        ? undated
        : undated
            .without(List.of("date"))
            .plus(Lines.of("Date", HttpDate.text(arrival.arrivedSeconds())));
  }

  /** {@code Date}, in seconds since 1970; empty when missing or malformed. */
  public OptionalLong date() {
    return date("date");
  }

  /** {@code Last-Modified}, likewise. */
  public OptionalLong lastModified() {
    return date("last-modified");
  }

  private OptionalLong date(String name) {
    List<String> values = lines.all(name);
    return values.size() == 1
        ? HttpDate.parse(values.getFirst(), arrival.arrivedSeconds())
        : OptionalLong.empty();
  }

  /**
   * {@code Expires} in seconds since 1970; empty when there is none, and 0 (long ago) when it is
   * malformed or comes twice. RFC 9111 section 5.3.
   */
  public OptionalLong expires() {
    return lines.has("expires") ? OptionalLong.of(date("expires").orElse(0)) : OptionalLong.empty();
  }

  /** Whether it can be asked for again under a condition. RFC 9111 section 4.3.1. */
  public boolean hasValidator() {
    return lines.has("etag") || lines.has("last-modified");
  }
}
