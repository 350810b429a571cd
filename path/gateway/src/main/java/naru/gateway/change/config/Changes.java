package naru.gateway.change.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All that a route does to its requests and their responses besides sending them on.
 *
 * @param redirect the client is sent elsewhere; nothing is forwarded
 * @param answer the client is answered here; nothing is forwarded
 * @param rewrite what the servers are asked instead
 * @param request fields of the forwarded request
 * @param response fields of the response, also of those that Naru makes
 * @param cors other sites whose pages may use the responses
 * @param compression of responses; empty for none
 * @param mirrors who gets a copy of the request as well
 * @param timeouts of the whole and of each try
 * @param bodyBytes largest request body; 0 for the listener's limit alone
 * @param upgrades protocols that a connection may change to, in lower case
 * @param fault what goes wrong on purpose
 */
public record Changes(
    Optional<Redirect> redirect,
    Optional<Answer> answer,
    Optional<Rewrite> rewrite,
    HeaderChange request,
    HeaderChange response,
    Optional<Cors> cors,
    Optional<Compression> compression,
    List<Mirror> mirrors,
    Timeouts timeouts,
    long bodyBytes,
    List<String> upgrades,
    Optional<Fault> fault) {
  /** What a connection may change to where nothing is said. */
  public static final List<String> USUAL_UPGRADES = List.of("websocket");

  /** Most mirrors of a route. */
  public static final int MAX_MIRRORS = 8;

  /** Nothing is changed. */
  public static final Changes NONE =
      new Changes(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          HeaderChange.NONE,
          HeaderChange.NONE,
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Timeouts.NONE,
          0,
          USUAL_UPGRADES,
          Optional.empty());

  public Changes {
    mirrors = List.copyOf(mirrors);
    upgrades = upgrades.stream().map(u -> u.toLowerCase(Locale.ROOT)).toList();
    require(redirect.isEmpty() || answer.isEmpty(), "a route redirects or answers, not both");
    require(mirrors.size() <= MAX_MIRRORS, "a route has at most " + MAX_MIRRORS + " mirrors");
  }

  /** The same, with other fields of the response. */
  public Changes answeredWith(HeaderChange fields) {
    return new Changes(
        redirect,
        answer,
        rewrite,
        request,
        fields,
        cors,
        compression,
        mirrors,
        timeouts,
        bodyBytes,
        upgrades,
        fault);
  }

  /** Whether the client is answered without asking anyone. */
  public boolean answersItself() {
    return redirect.isPresent() || answer.isPresent();
  }

  static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
