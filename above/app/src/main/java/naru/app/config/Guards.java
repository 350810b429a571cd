package naru.app.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Place;
import naru.gateway.guard.config.AddressRule;
import naru.gateway.guard.config.Ask;
import naru.gateway.guard.config.LimitBy;

/**
 * Who may take a route, and how much. What the gateway says holds for all routes; where a route
 * says the same key, its own holds instead, but rates, bandwidth and limits hold both.
 *
 * @param inherit whether what the gateway says holds as well
 * @param addresses the first that holds a client's address decides
 * @param priority of the route's requests where they wait, 0 to 9
 */
public record Guards(
    Place place,
    boolean inherit,
    List<AddressRule> addresses,
    Optional<Basic> basic,
    Optional<Keys> keys,
    Optional<Jwt> jwt,
    Optional<Ask> ask,
    List<RateLimit> rates,
    List<Bandwidth> bandwidth,
    Optional<Circuit> limits,
    int priority) {
  public Guards {
    addresses = List.copyOf(addresses);
    rates = List.copyOf(rates);
    bandwidth = List.copyOf(bandwidth);
  }

  /**
   * Basic authentication (RFC 7617).
   *
   * @param file more users, as htpasswd writes them: read when the config is
   * @param userHeader what tells the upstream the user's name
   * @param keep whether the password is forwarded
   */
  public record Basic(
      Place place,
      String realm,
      List<User> users,
      Optional<Path> file,
      Optional<String> userHeader,
      boolean keep) {
    public Basic {
      users = List.copyOf(users);
    }
  }

  /** A user and how the password is known. */
  public record User(Place place, String name, Secret secret) {}

  /**
   * API keys.
   *
   * @param header where a key may stand
   * @param query the parameter that may hold one
   * @param consumerHeader what tells the upstream the consumer's name
   * @param keep whether the key is forwarded
   */
  public record Keys(
      Place place,
      Optional<String> header,
      Optional<String> query,
      List<Consumer> consumers,
      Optional<String> consumerHeader,
      boolean keep) {
    public Keys {
      consumers = List.copyOf(consumers);
    }
  }

  /** Who has a key. */
  public record Consumer(Place place, String name, ApiKey key) {}

  /** How a key is known. Never shown. */
  public sealed interface ApiKey {
    /** By its SHA-256, in lower-case hex. */
    record Hashed(String sha256) implements ApiKey {
      @Override
      public String toString() {
        return "Hashed[hidden]";
      }
    }

    /** By itself, or by where it is. */
    record Known(Secret secret) implements ApiKey {}
  }

  /**
   * JSON Web Tokens.
   *
   * @param keys where the public keys are
   * @param trust whose certificates are accepted for keys over https
   * @param privateToo whether these may come from a private address
   * @param headers fields to the claims that they tell the upstream
   */
  public record Jwt(
      Place place,
      KeySource keys,
      Upstream.Trust trust,
      boolean privateToo,
      Duration refresh,
      List<String> issuers,
      List<String> audiences,
      List<String> algorithms,
      Duration leeway,
      List<String> required,
      Map<String, String> headers,
      boolean keep) {
    public Jwt {
      issuers = List.copyOf(issuers);
      audiences = List.copyOf(audiences);
      algorithms = List.copyOf(algorithms);
      required = List.copyOf(required);
      headers = Map.copyOf(headers);
    }
  }

  /** Where a JWK Set is. */
  public sealed interface KeySource {
    /** In a file. */
    record InFile(Path path) implements KeySource {}

    /** On a server. */
    record At(URI uri) implements KeySource {}
  }

  /**
   * So many requests in a time; at once if {@code per} is zero.
   *
   * @param burst how many may come at once after a pause; 0 for as many as are allowed in the time
   * @param keys how many clients, consumers and so on are told apart
   * @param tell whether each response tells what is left
   * @param dryRun whether what would be refused is only told
   */
  public record RateLimit(
      Place place,
      Optional<String> name,
      int requests,
      Duration per,
      int burst,
      LimitBy by,
      int keys,
      boolean tell,
      boolean dryRun) {}

  /**
   * How fast bodies go.
   *
   * @param requests whether those of requests; otherwise of responses
   * @param bitsPerSecond at most
   * @param burstBytes go at once
   * @param by whose share it; empty if each has it for itself
   */
  public record Bandwidth(
      Place place,
      boolean requests,
      long bitsPerSecond,
      long burstBytes,
      Optional<LimitBy> by,
      int keys) {}

  /**
   * How many requests may be under way.
   *
   * @param requests at once
   * @param queue how many more wait
   * @param waiting for how long
   * @param adaptive whether the limit follows the latency, down to {@code least}
   */
  public record Circuit(
      Place place, int requests, int queue, Duration waiting, boolean adaptive, int least) {}
}
