package naru.gateway.guard.config;

import java.util.List;
import java.util.Optional;

/**
 * What guards a route, in the order in which a request meets it: addresses, rates that need no
 * name, proofs of identity, a server that is asked, rates by consumer, and behind the cache the
 * circuits.
 *
 * @param addresses the first that holds a client's address decides; one that none holds is refused
 *     if any of them allows something, and passes if all of them deny
 * @param basic one of three ways to prove who one is: the first that a request tries decides
 * @param priority of the route's requests where they have to wait, 0 to 9; higher goes first
 */
public record Guarding(
    List<AddressRule> addresses,
    Optional<Basic> basic,
    Optional<ApiKeys> keys,
    Optional<Jwt> jwt,
    Optional<Ask> ask,
    List<Rate> rates,
    List<Pace> paces,
    List<Circuit> circuits,
    int priority) {
  /** The priority of a route that says nothing. */
  public static final int USUAL_PRIORITY = 5;

  /** Nothing. */
  public static final Guarding NONE =
      new Guarding(
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          USUAL_PRIORITY);

  public Guarding {
    addresses = List.copyOf(addresses);
    rates = List.copyOf(rates);
    paces = List.copyOf(paces);
    circuits = List.copyOf(circuits);
    if (priority < 0 || priority > 9) {
      throw new IllegalArgumentException("a priority is 0 to 9, not " + priority);
    }
  }
}
