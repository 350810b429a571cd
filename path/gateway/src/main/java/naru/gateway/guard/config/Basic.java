package naru.gateway.guard.config;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import naru.base.Place;

/**
 * Basic authentication, RFC 7617.
 *
 * @param realm shown to the user
 * @param users by name, each with the check of its password: slow by design, and called off the
 *     event loops
 * @param userHeader what tells the upstream the user's name; empty for none
 * @param keep whether the credentials are forwarded
 */
public record Basic(
    String realm,
    Map<String, Predicate<String>> users,
    Optional<String> userHeader,
    boolean keep,
    Place place) {
  public Basic {
    users = Map.copyOf(users);
  }
}
