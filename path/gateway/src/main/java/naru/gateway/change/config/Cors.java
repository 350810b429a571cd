package naru.gateway.change.config;

import java.util.List;

/**
 * Other sites whose pages may use the responses. Fetch standard, "HTTP-CORS protocol".
 *
 * @param origins {@code https://app.test}, {@code https://*.app.test}, or {@code *} for any site
 * @param methods {@code *} for any; the simple ones are always allowed
 * @param headers fields that a page may send; {@code *} for any
 * @param expose fields of responses that a page may read
 * @param credentials whether a page may send cookies; not with any site
 * @param maxAgeSeconds how long a browser may remember what it was told
 */
public record Cors(
    List<Origin> origins,
    List<String> methods,
    List<String> headers,
    List<String> expose,
    boolean credentials,
    long maxAgeSeconds) {
  public Cors {
    origins = List.copyOf(origins);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    expose = List.copyOf(expose);
    Changes.require(!origins.isEmpty(), "cors needs an origin");
    Changes.require(
        !credentials || origins.stream().noneMatch(Origin::isAny),
        "cors with credentials must name its origins: any site could act for the user");
  }

  /** Whether the answer is the same for every origin, so that caches need not tell them apart. */
  public boolean isForAll() {
    return !credentials && origins.stream().anyMatch(Origin::isAny);
  }
}
