package naru.app.config;

import java.time.Duration;
import java.util.List;
import naru.base.DomainPattern;
import naru.base.IpRange;
import naru.base.Place;

/**
 * The name server.
 *
 * @param forward where questions below a name are sent on to; the longest name that covers a
 *     question wins; without any, only the zones are answered
 * @param timeout how long each try of a forwarded question may take
 * @param recursion clients whose questions may be forwarded, beside Naru itself
 * @param recursionPlace where they are said
 * @param block names that are answered NXDOMAIN; a name also blocks all below it
 * @param cacheEntries at most so many cached answers; 0 for none
 */
public record DnsSettings(
    Place place,
    List<Forward> forward,
    Duration timeout,
    List<IpRange> recursion,
    Place recursionPlace,
    List<Block> block,
    int cacheEntries,
    List<Zone> zones) {
  public DnsSettings {
    forward = List.copyOf(forward);
    recursion = List.copyOf(recursion);
    block = List.copyOf(block);
    zones = List.copyOf(zones);
  }

  /**
   * Questions below a name go to another server.
   *
   * @param zone {@code .} for all names, else a name without a trailing dot
   * @param servers tried in this order; schemes UDP and TCP
   */
  public record Forward(Place place, String zone, List<Listener> servers) {
    public Forward {
      servers = List.copyOf(servers);
    }
  }

  /** One blocked pattern. */
  public record Block(Place place, DomainPattern pattern) {}

  /**
   * A zone that is answered with authority.
   *
   * @param origin the name of the zone, lower case, without a trailing dot
   */
  public record Zone(Place place, String origin, List<ZoneRecord> records) {
    public Zone {
      records = List.copyOf(records);
    }
  }

  /**
   * One record of a zone, in master-file terms (RFC 1035 section 5).
   *
   * @param owner relative to the zone, or {@code @} for the zone itself
   * @param type upper case, such as {@code A}
   * @param data the rest of the record, such as {@code 10 mail}; relative names end without a dot
   * @param ttl time to live
   */
  public record ZoneRecord(Place place, String owner, String type, String data, Duration ttl) {}
}
