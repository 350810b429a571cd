package naru.forward;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import naru.forward.core.Credentials;
import naru.forward.core.Policy;
import naru.http.Peer;

/**
 * How the forward proxy behaves.
 *
 * @param policy who may be reached
 * @param connectPorts ports that CONNECT may name; empty for any
 * @param pseudonym our name in the Via field, and how a loop is seen
 * @param hideClient whether fields with the client's address are taken out; else it is put in
 * @param hideUserAgent whether the User-Agent field is taken out
 * @param realm what users are asked for credentials of
 * @param credentials who may use the proxy; empty for everybody who reaches it
 * @param limits of the connections to each server
 * @param tunnelIdleNanos a tunnel without a byte for so long is closed
 */
public record ForwardConfig(
    Policy policy,
    Set<Integer> connectPorts,
    String pseudonym,
    boolean hideClient,
    boolean hideUserAgent,
    String realm,
    Optional<Predicate<Credentials>> credentials,
    Peer.Limits limits,
    long tunnelIdleNanos) {
  public ForwardConfig {
    connectPorts = Set.copyOf(connectPorts);
    if (pseudonym.isEmpty() || pseudonym.chars().anyMatch(c -> c <= ' ' || ",()".indexOf(c) >= 0)) {
      throw new IllegalArgumentException("'" + pseudonym + "' is no pseudonym for Via");
    }
    if (tunnelIdleNanos <= 0) {
      throw new IllegalArgumentException("a tunnel's idle time must be positive");
    }
  }

  /** Whether CONNECT may name the port. */
  boolean allowsConnectTo(int port) {
    return connectPorts.isEmpty() || connectPorts.contains(port);
  }
}
