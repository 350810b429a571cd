package naru.gateway.config;

import java.util.List;
import naru.base.DomainPattern;
import naru.base.Place;

/**
 * Bytes that go to a group of servers as they come: a TCP port, the TLS connections of a name
 * without decrypting them, or a UDP port.
 *
 * @param ports of the listeners that it takes from; empty for all that speak its transport
 * @param hosts the names that a ClientHello must ask for; empty to look at none
 * @param alpn one of these must be offered; empty to look at none
 * @param to the group's name
 * @param idleNanos without a byte either way before it is closed
 * @param place where it stands
 */
public record StreamConfig(
    String name,
    Transport transport,
    List<Integer> ports,
    List<DomainPattern> hosts,
    List<String> alpn,
    String to,
    long idleNanos,
    Place place) {
  /** What carries the bytes. */
  public enum Transport {
    TCP,
    UDP
  }

  public StreamConfig {
    GatewayConfig.require(!name.isBlank(), "a stream needs a name");
    GatewayConfig.require(idleNanos > 0, "a stream cannot be idle for no time");
    ports = List.copyOf(ports);
    hosts = List.copyOf(hosts);
    alpn = List.copyOf(alpn);
    GatewayConfig.require(
        transport == Transport.TCP || (hosts.isEmpty() && alpn.isEmpty()),
        "a UDP stream cannot be chosen by what TLS says");
  }

  /** Whether a ClientHello has to be read to know. */
  public boolean looksIntoHello() {
    return !hosts.isEmpty() || !alpn.isEmpty();
  }
}
