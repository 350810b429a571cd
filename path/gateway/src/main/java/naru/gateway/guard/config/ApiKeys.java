package naru.gateway.guard.config;

import java.util.Map;
import java.util.Optional;
import naru.base.Place;

/**
 * API keys.
 *
 * @param header where one may stand; empty for nowhere
 * @param query the parameter that may hold one; empty for none
 * @param consumers SHA-256 of a key, in lower-case hex, to the name of who has it
 * @param consumerHeader what tells the upstream that name; empty for none
 * @param keep whether the key is forwarded
 */
public record ApiKeys(
    Optional<String> header,
    Optional<String> query,
    Map<String, String> consumers,
    Optional<String> consumerHeader,
    boolean keep,
    Place place) {
  public ApiKeys {
    consumers = Map.copyOf(consumers);
  }
}
