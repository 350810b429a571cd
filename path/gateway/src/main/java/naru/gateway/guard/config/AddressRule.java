package naru.gateway.guard.config;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import naru.base.IpRange;
import naru.base.Place;

/** A rule on client addresses: the first that holds one decides. */
public record AddressRule(boolean allow, List<IpRange> ranges, Place place) {
  public AddressRule {
    ranges = List.copyOf(ranges);
  }

  /** Whether the rule speaks of this address. */
  public boolean holds(InetAddress address) {
    for (IpRange range : ranges) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return (allow ? "allow " : "deny ")
        + ranges.stream().map(IpRange::toString).collect(Collectors.joining(", "));
  }
}
