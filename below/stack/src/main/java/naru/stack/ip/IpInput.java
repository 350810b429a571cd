package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpHeaders;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import naru.wire.ip.VnetHeader;
import org.jspecify.annotations.Nullable;

/** Frames to packets for transports: headers, addresses, fragments, protocol. */
final class IpInput {
  private final IpConfig config;
  private final LocalAddresses local;
  private final IpCounters counters;
  private final IcmpLayer icmp;
  private final Reassembly reassembly;
  private final @Nullable Transport[] transports;
  private final IpView ip = new IpView();

  IpInput(
      IpConfig config,
      LocalAddresses local,
      IpCounters counters,
      IcmpLayer icmp,
      Reassembly reassembly,
      @Nullable Transport[] transports) {
    this.config = config;
    this.local = local;
    this.counters = counters;
    this.icmp = icmp;
    this.reassembly = reassembly;
    this.transports = transports;
  }

  /**
   * Takes a frame.
   *
   * @param looped it comes from this host itself
   */
  void input(ByteBuf frame, boolean looped, long now) {
    try {
      packet(frame, looped, now);
    } finally {
      frame.release();
    }
  }

  private void packet(ByteBuf frame, boolean looped, long now) {
    int start = frame.readerIndex();
    int length = frame.readableBytes() - VnetHeader.BYTES;
    if (length < IpHeaders.V4_BYTES) {
      counters.count(IpCounters.Of.MALFORMED);
      return;
    }
    boolean trusted = VnetHeader.trusted(frame, start);
    boolean read = ip.read(frame, start + VnetHeader.BYTES, length, trusted);
    if (!read && !ip.hasProblemToReport()) {
      counters.count(IpCounters.Of.MALFORMED);
      return;
    }
    if (martian(looped) || notForUs() || sourceRouted(frame)) {
      return;
    }
    if (!read) {
      counters.count(IpCounters.Of.UNRECOGNISED_HEADER);
      icmp.parameterProblem(ip, frame, now);
    } else if (ip.isFragment()) {
      fragment(frame, now);
    } else {
      deliver(frame, trusted, gsoSize(frame, start), now);
    }
  }

  /** The size of segments; 0 for single ones, and for datagrams that were to become fragments. */
  private static int gsoSize(ByteBuf frame, int start) {
    int type = VnetHeader.gsoType(frame, start);
    boolean segments = type != VnetHeader.GSO_NONE && type != VnetHeader.GSO_UDP;
    return segments ? VnetHeader.gsoSize(frame, start) : 0;
  }

  private boolean martian(boolean looped) {
    if (martianSource(ip.sourceHigh(), ip.sourceLow(), looped)) {
      counters.count(IpCounters.Of.MARTIAN_SOURCE);
      return true;
    }
    if (martianDestination(ip.destinationHigh(), ip.destinationLow(), looped)) {
      counters.count(IpCounters.Of.MARTIAN_DESTINATION);
      return true;
    }
    return false;
  }

  /** RFC 1122 s. 3.2.1.3, RFC 6890, RFC 4291 s. 2.5.2, 2.5.3 and 2.7; and who claims to be us. */
  private boolean martianSource(long high, long low, boolean looped) {
    if (IpAddress.isMulticast(high, low)
        || IpAddress.isUnspecified(high, low)
        || local.isBroadcast(high, low)) {
      return true;
    }
    return !looped && (local.isLocal(high, low) || reservedV4(high, low));
  }

  private static boolean martianDestination(long high, long low, boolean looped) {
    if (IpAddress.isUnspecified(high, low)) {
      return true;
    }
    return !looped && (IpAddress.isLoopback(high, low) || reservedV4(high, low));
  }

  /** 0.0.0.0/8 and 240.0.0.0/4 but for the limited broadcast. */
  private static boolean reservedV4(long high, long low) {
    if (!IpAddress.isV4(high, low)) {
      return false;
    }
    int first = (int) low >>> 24;
    return first == 0 || (first >= 240 && !IpAddress.isLimitedBroadcast(high, low));
  }

  private boolean notForUs() {
    long high = ip.destinationHigh();
    long low = ip.destinationLow();
    if (local.isLocal(high, low) || groupOfOurs(high, low)) {
      return false;
    }
    if (config.acceptAny() && !IpAddress.isMulticast(high, low)) {
      return false;
    }
    counters.count(IpCounters.Of.NOT_FOR_US);
    return true;
  }

  private boolean groupOfOurs(long high, long low) {
    return LocalAddresses.isAllNodes(high, low) || local.isBroadcast(high, low);
  }

  private boolean sourceRouted(ByteBuf frame) {
    if (!ip.v4() || ip.headerLength() == IpHeaders.V4_BYTES) {
      return false;
    }
    if (!SourceRoute.in(frame, ip.headerAt() + IpHeaders.V4_BYTES, ip.payloadAt())) {
      return false;
    }
    counters.count(IpCounters.Of.SOURCE_ROUTED);
    return true;
  }

  private void fragment(ByteBuf frame, long now) {
    ByteBuf whole = reassembly.add(ip, frame, now);
    if (whole == null) {
      return;
    }
    try {
      if (ip.read(whole, VnetHeader.BYTES, whole.readableBytes() - VnetHeader.BYTES, true)) {
        deliver(whole, false, 0, now);
      } else {
        counters.count(IpCounters.Of.MALFORMED);
        if (ip.hasProblemToReport()) {
          icmp.parameterProblem(ip, whole, now);
        }
      }
    } finally {
      whole.release();
    }
  }

  private void deliver(ByteBuf frame, boolean trusted, int gsoSize, long now) {
    int protocol = ip.protocol();
    if (protocol == (ip.v4() ? IpProtocol.ICMP : IpProtocol.ICMPV6)) {
      counters.count(IpCounters.Of.DELIVERED);
      icmp.input(ip, frame, trusted, now);
      return;
    }
    Transport transport = transports[protocol];
    if (transport == null) {
      unknown(frame, protocol, now);
    } else if (protocol != IpProtocol.UDP
        && groupOfOurs(ip.destinationHigh(), ip.destinationLow())) {
      counters.count(IpCounters.Of.NOT_UNICAST);
    } else {
      counters.count(IpCounters.Of.DELIVERED);
      transport.input(ip, frame, trusted, gsoSize, now);
    }
  }

  /** RFC 1122 s. 3.2.2.1, RFC 8200 s. 4: code 1 at the field that names the protocol. */
  private void unknown(ByteBuf frame, int protocol, long now) {
    counters.count(IpCounters.Of.UNKNOWN_PROTOCOL);
    if (ip.v4() || protocol != IpProtocol.NO_NEXT) {
      icmp.error(IcmpError.PROTOCOL_UNREACHABLE, frame, ip.headerAt(), ip.totalLength(), now);
    }
  }
}
