package naru.app.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Place;
import naru.gateway.config.HealthCheck;
import naru.gateway.config.Outliers;
import naru.gateway.config.Site;

/**
 * A set of servers that can answer the same requests.
 *
 * @param retries how often a request that was not processed is tried on another target; 0 to 3
 * @param tls empty for plain HTTP
 * @param connections at most so many to one target
 * @param limits requests under way to all of its targets
 * @param care how it looks after its requests and targets
 * @param http the version of HTTP
 * @param proxyProtocol empty to tell targets of no client by a PROXY header
 */
public record Upstream(
    Place place,
    String name,
    List<Target> targets,
    Balance balance,
    Optional<Health> health,
    Ejection eject,
    Optional<Tls> tls,
    Timeouts timeouts,
    int connections,
    int retries,
    Optional<Guards.Circuit> limits,
    Care care,
    Optional<ProxyVersion> proxyProtocol,
    Http http) {
  /** What is spoken with the targets. */
  public enum Http {
    /** HTTP/2 if TLS agrees on it, else HTTP/1.1. */
    AUTO,
    HTTP1,
    /** HTTP/2, without TLS too. */
    HTTP2
  }

  /** Of the PROXY header that tells targets of the client. */
  public enum ProxyVersion {
    V1,
    V2
  }

  public Upstream {
    targets = List.copyOf(targets);
  }

  /**
   * One server, or those that a service's records name.
   *
   * @param to where it is
   * @param weight its share, 1 to 1000
   * @param backup whether it is used only when too few others are healthy
   * @param labels by which subsets are chosen
   */
  public record Target(
      Place place, Site to, int weight, boolean backup, Map<String, String> labels) {}

  /**
   * How a target is chosen.
   *
   * @param by what a consistent hash is taken of; of no meaning for the other methods
   * @param boundPercent most load of one target, of the average; 0 for no bound
   * @param decay after this, an old time counts about a third
   */
  public record Balance(Place place, Method method, HashBy by, int boundPercent, Duration decay) {
    /** The methods. */
    public enum Method {
      ROUND_ROBIN,
      LEAST_REQUEST,
      PEAK_EWMA,
      WEIGHTED,
      RANDOM,
      FIRST,
      CONSISTENT_HASH,
      MAGLEV
    }
  }

  /** What a consistent hash is taken of. */
  public sealed interface HashBy {
    /** The path, without the query. */
    record OfPath() implements HashBy {}

    /** The client's address. */
    record OfClientIp() implements HashBy {}

    /** A header field of the request, its name in lower case. */
    record OfHeader(String name) implements HashBy {}

    /** A cookie's value. */
    record OfCookie(String name) implements HashBy {}

    /** A query parameter. */
    record OfQuery(String name) implements HashBy {}
  }

  /** Active checks. */
  public record Health(Place place, HealthCheck check) {}

  /**
   * Passive checks: what requests themselves show.
   *
   * @param after so many failed requests in a row take a target out; 0 for never
   * @param pause for how long
   * @param atMostPercent never more of the targets than this, 0 to 100
   * @param outliers how targets are compared with each other; empty for not at all
   */
  public record Ejection(
      Place place, int after, Duration pause, double atMostPercent, Optional<Outliers> outliers) {}

  /**
   * TLS to the targets.
   *
   * @param name the server name that is asked for and verified; empty for the target's own
   * @param trust whose certificates are accepted
   * @param identity what is shown to a target that asks for it
   */
  public record Tls(Place place, Optional<String> name, Trust trust, Optional<Identity> identity) {}

  /**
   * What is shown to a target that asks for a certificate.
   *
   * @param cert PEM: the certificate, then its issuers
   * @param key PEM: its private key
   * @param files where these two are named
   */
  public record Identity(Path cert, Path key, Edge.FilePlaces files) {}

  /** Whose certificates are accepted. */
  public sealed interface Trust {
    /** Naru's own CA. */
    record Naru() implements Trust {}

    /** The authorities that the JDK trusts. */
    record Platform() implements Trust {}

    /** The certificates of a PEM file. */
    record PemFile(Path path) implements Trust {}
  }

  /**
   * How long a target may take.
   *
   * @param connect TCP and TLS
   * @param firstByte from the end of the request to the first byte of the answer
   * @param bodyIdle between two pieces of a body
   * @param keepAlive how long an unused connection is kept
   * @param streamIdle a call of gRPC, or another stream of HTTP/2 on which both sides talk, without
   *     a word from either
   */
  public record Timeouts(
      Place place,
      Duration connect,
      Duration firstByte,
      Duration bodyIdle,
      Duration keepAlive,
      Duration streamIdle) {}
}
