package naru.cache.core;

/**
 * Where the cache's key does not say all: a route may be chosen by more than the URI, such as a
 * cookie, and what its servers answer is not for those who come by another. A lane is told along
 * with a request's fields and chooses among what is stored under one key, as Vary does; so what is
 * removed under a key is removed in all lanes.
 */
public final class Lane {
  /** The lane of all who come by a route that the URI chose. */
  public static final String USUAL = "";

  /** No field of a request can have this name. */
  private static final String NAME = ":lane";

  private Lane() {}

  /** The fields of a request in a lane. */
  public static Lines in(String lane, Lines request) {
    return lane.isEmpty() ? request : request.plus(Lines.of(NAME, lane));
  }

  /** The lane of a request. */
  public static String of(Lines request) {
    return request.first(NAME).orElse(USUAL);
  }
}
