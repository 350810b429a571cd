package naru.gateway.change.config;

import java.util.Optional;
import java.util.Set;

/**
 * Where the client is sent. What is not said stays as the client asked it; the query always stays.
 *
 * @param scheme {@code http} or {@code https}
 * @param host without port
 * @param port empty: the usual one if a scheme is said, else as the client asked it
 * @param path instead of the request's
 * @param status 301, 302, 303, 307 or 308
 */
public record Redirect(
    Optional<String> scheme,
    Optional<String> host,
    Optional<Integer> port,
    Optional<PathChange> path,
    int status) {
  /** The statuses that send a client elsewhere. RFC 9110 section 15.4. */
  public static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  public Redirect {
    Changes.require(STATUSES.contains(status), status + " is no status of a redirect");
  }
}
