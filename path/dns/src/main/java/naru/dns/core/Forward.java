package naru.dns.core;

import java.util.List;
import naru.base.Place;
import naru.wire.dns.Name;

/**
 * Who is asked for the names at and below a suffix.
 *
 * @param suffix the root for all
 * @param servers in the order to try them; at least one
 * @param place where the config says so
 */
public record Forward(Name suffix, List<Upstream> servers, Place place) {
  public Forward {
    servers = List.copyOf(servers);
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("no name server to forward '" + suffix + "' to");
    }
  }
}
