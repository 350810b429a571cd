package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;

/**
 * Whether an ICMP error may be sent about a packet: never about errors, never to or about more than
 * one host, for IPv4 about the first fragment only, and not too often (RFC 1122 s. 3.2.2, RFC 4443
 * s. 2.4 e and f). Source quench is never sent (RFC 6633).
 */
final class IcmpErrors {
  private static final int UNRECOGNISED_OPTION = 2;

  private final LocalAddresses local;
  private final TokenBucket bucket;
  private final IpCounters counters;

  IcmpErrors(IpConfig config, LocalAddresses local, IpCounters counters) {
    this.local = local;
    this.counters = counters;
    bucket = TokenBucket.of(config.icmpErrorsPerSecond(), config.icmpErrorBurst());
  }

  /**
   * Asks and, if the answer is yes, uses up one of the errors allowed.
   *
   * @param ip the packet that is complained about
   */
  boolean allowed(IpView ip, ByteBuf packet, int type, int code, long now) {
    if (!permitted(ip, packet, type, code)) {
      counters.count(IpCounters.Of.ICMP_ERRORS_FORBIDDEN);
      return false;
    }
    if (!bucket.take(now)) {
      counters.count(IpCounters.Of.ICMP_ERRORS_RATE_LIMITED);
      return false;
    }
    return true;
  }

  private boolean permitted(IpView ip, ByteBuf packet, int type, int code) {
    return fromOneHost(ip.sourceHigh(), ip.sourceLow())
        && (toOneHost(ip) || answersGroups(ip, type, code))
        && (ip.fragmentOffset() == 0 || !ip.v4())
        && !isError(ip, packet);
  }

  private boolean fromOneHost(long high, long low) {
    return !IpAddress.isUnspecified(high, low)
        && !IpAddress.isMulticast(high, low)
        && !local.isBroadcast(high, low);
  }

  private boolean toOneHost(IpView ip) {
    return !IpAddress.isMulticast(ip.destinationHigh(), ip.destinationLow())
        && !local.isBroadcast(ip.destinationHigh(), ip.destinationLow());
  }

  /** The exceptions of RFC 4443 s. 2.4 e 3. */
  private static boolean answersGroups(IpView ip, int type, int code) {
    return !ip.v4()
        && (type == IcmpType.V6_TOO_BIG
            || (type == IcmpType.V6_PARAMETER_PROBLEM && code == UNRECOGNISED_OPTION));
  }

  private static boolean isError(IpView ip, ByteBuf packet) {
    if (ip.protocol() != (ip.v4() ? IpProtocol.ICMP : IpProtocol.ICMPV6)) {
      return false;
    }
    return ip.payloadLength() < 1
        || ip.fragmentOffset() != 0
        || IcmpType.isError(ip.v4(), packet.getUnsignedByte(ip.payloadAt()));
  }
}
