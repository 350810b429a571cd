package naru.gateway.change.config;

/**
 * A copy of requests for others, whose responses nobody sees.
 *
 * @param upstream who gets it
 * @param percent of the requests
 * @param bodyBytes a request with a longer body is not copied
 */
public record Mirror(String upstream, double percent, long bodyBytes) {
  /** Largest body that may be kept for a copy. */
  public static final long MAX_BODY = 16 << 20;

  public Mirror {
    Changes.require(percent >= 0 && percent <= 100, "a share is 0% to 100%");
    Changes.require(bodyBytes >= 0 && bodyBytes <= MAX_BODY, "a mirrored body is at most 16 MiB");
  }
}
