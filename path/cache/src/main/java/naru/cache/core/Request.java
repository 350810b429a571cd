package naru.cache.core;

import java.util.List;

/**
 * What a cache must know of a request.
 *
 * @param method as sent
 * @param control its {@code Cache-Control}
 * @param authorized whether it is let pass because of who makes it. RFC 9111 section 3.5
 */
public record Request(String method, Lines lines, CacheControl control, boolean authorized) {
  public static Request of(String method, Lines lines) {
    return new Request(method, lines, control(lines), lines.has("authorization"));
  }

  /** The same, of somebody who proved who they are to a stop before the cache. */
  public Request proven() {
    return new Request(method, lines, control, true);
  }

  /** {@code Pragma: no-cache} stands in where there is no {@code Cache-Control}. Section 5.4. */
  private static CacheControl control(Lines lines) {
    if (lines.has("cache-control")) {
      return CacheControl.ofRequest(lines);
    }
    boolean pragma = lines.members("pragma").stream().anyMatch("no-cache"::equalsIgnoreCase);
    return pragma ? CacheControl.parse(List.of("no-cache")) : CacheControl.none();
  }
}
