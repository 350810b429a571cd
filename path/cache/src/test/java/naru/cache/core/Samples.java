package naru.cache.core;

/** Messages of tests, and a time line that begins at {@link #NOW}. */
final class Samples {
  /** 2026-09-21, in seconds since 1970. */
  static final long NOW = 1_790_000_000L;

  static final long SECOND = 1_000_000_000L;

  private Samples() {}

  static Request get(String... fields) {
    return Request.of("GET", Lines.of(fields));
  }

  static Response ok(String... fields) {
    return response(200, fields);
  }

  /** A response that took no time and arrived at nanosecond 0. */
  static Response response(int status, String... fields) {
    return Response.of(status, Lines.of(fields), new Response.Arrival(0, 0, NOW));
  }

  /** The date so many seconds from {@link #NOW}. */
  static String date(long seconds) {
    return HttpDate.text(NOW + seconds);
  }
}
