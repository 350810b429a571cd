package naru.stack.ip;

import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;

/** Whether a fragment may be put together with others; what {@code IpView} leaves to judge. */
enum FragmentVerdict {
  ACCEPT,
  /** Without data it is no part of anything. */
  EMPTY,
  /** RFC 1858 s. 3 and 4, RFC 3128: cuts the TCP header before or within its flags. */
  TINY;

  /** RFC 1858 s. 4: the part of a TCP header that a first fragment must hold. */
  private static final int TCP_MINIMUM = 16;

  static FragmentVerdict of(IpView ip) {
    if (ip.payloadLength() == 0) {
      return EMPTY;
    }
    if (ip.protocol() != IpProtocol.TCP) {
      return ACCEPT;
    }
    boolean firstTiny = ip.fragmentOffset() == 0 && ip.payloadLength() < TCP_MINIMUM;
    return firstTiny || ip.fragmentOffset() == 8 ? TINY : ACCEPT;
  }
}
