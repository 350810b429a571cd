package naru.cache.core;

import java.util.List;

/**
 * What a cache must know of a request.
 *
 * @param method as sent
 * @param control its {@code Cache-Control}
 */
public record Request(String method, Lines lines, CacheControl control) {
  public static Request of(String method, Lines lines) {
    return new Request(method, lines, control(lines));
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
