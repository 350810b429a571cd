package naru.gateway.guard.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import naru.base.Place;
import naru.transport.ClientTls;

/**
 * JSON Web Tokens (RFC 7519) as bearer tokens (RFC 6750), signed (RFC 7515) with an asymmetric key.
 *
 * @param keys where the public keys are (JWK Set, RFC 7517)
 * @param issuers who may have made a token; empty for anyone
 * @param audiences whom a token may be for; empty for anyone
 * @param algorithms that a token may be signed with; asymmetric ones only
 * @param leewaySeconds how far clocks may differ
 * @param required claims that must be there
 * @param headers field names to the claims that they tell the upstream
 * @param keep whether the token is forwarded
 */
public record Jwt(
    Keys keys,
    Set<String> issuers,
    Set<String> audiences,
    Set<String> algorithms,
    int leewaySeconds,
    List<String> required,
    Map<String, String> headers,
    boolean keep,
    Place place) {
  /** What can be allowed: no {@code none}, and nothing where a public key would be a secret. */
  public static final Set<String> ALGORITHMS =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  public Jwt {
    issuers = Set.copyOf(issuers);
    audiences = Set.copyOf(audiences);
    algorithms = Set.copyOf(algorithms);
    required = List.copyOf(required);
    headers = Map.copyOf(headers);
    if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
      throw new IllegalArgumentException("algorithms must be some of " + ALGORITHMS);
    }
  }

  /** Where keys come from. The last good set stays until there is a newer one. */
  public sealed interface Keys {
    /** What knows them again after a reload. */
    String id();

    /** How often they are read anew. */
    long refreshNanos();

    /** A file. */
    record InFile(Path path, long refreshNanos) implements Keys {
      @Override
      public String id() {
        return path.toString();
      }
    }

    /**
     * A server.
     *
     * @param tls whom to trust, for https
     * @param privateToo whether it may have a private address; plain http needs that
     */
    record At(URI uri, ClientTls tls, boolean privateToo, long refreshNanos) implements Keys {
      @Override
      public String id() {
        return uri.toString();
      }
    }
  }
}
