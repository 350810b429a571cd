package naru.transport;

import java.net.InetAddress;
import java.util.List;
import naru.base.IpRange;

/**
 * That a listener's connections begin with a PROXY header, each of them: a port that takes both
 * would let every client say who it is.
 *
 * @param trust who may speak for others; everybody else is refused
 * @param timeoutNanos from the accept to the end of the header
 */
public record ProxyAcceptance(List<IpRange> trust, long timeoutNanos) {
  public ProxyAcceptance {
    trust = List.copyOf(trust);
  }

  boolean trusts(InetAddress other) {
    for (IpRange range : trust) {
      if (range.contains(other)) {
        return true;
      }
    }
    return false;
  }
}
