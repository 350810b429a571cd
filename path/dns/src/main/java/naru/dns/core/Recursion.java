package naru.dns.core;

import java.net.InetAddress;
import java.util.List;
import naru.base.IpRange;
import naru.base.Place;

/**
 * Whose questions about names of others are forwarded. A name server that does this for everybody
 * is an open resolver: its long answers go to whoever is named as the sender (RFC 5358).
 *
 * @param clients their addresses; nobody if empty
 * @param place where the config says so
 */
public record Recursion(List<IpRange> clients, Place place) {
  public Recursion {
    clients = List.copyOf(clients);
  }

  /** Whether a client is among them. */
  boolean isFor(InetAddress client) {
    for (int i = 0; i < clients.size(); i++) {
      if (clients.get(i).contains(client)) {
        return true;
      }
    }
    return false;
  }
}
