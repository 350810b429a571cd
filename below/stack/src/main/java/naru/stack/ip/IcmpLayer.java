package naru.stack.ip;

import io.netty.buffer.ByteBuf;
import naru.wire.ip.Checksum;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpProtocol;
import naru.wire.ip.IpView;
import org.jspecify.annotations.Nullable;

/**
 * ICMP of a host (RFC 792, 1122 s. 3.2.2, 4443): answers echo requests, tells transports what
 * errors say about their packets, and sends errors.
 *
 * <p>Nothing here changes routes: redirects and source quench (RFC 6633) are ignored, and errors
 * count only if they quote a packet that a transport of this host says it sent.
 */
public final class IcmpLayer {
  private static final int HEADER = 8;
  private static final int CHECKSUM_OFFSET = 2;

  /** RFC 1812 s. 4.3.2.3: as much as fits in 576 bytes. */
  private static final int MAX_ERROR_V4 = 576;

  /** RFC 4443 s. 2.4 c: as much as fits in the smallest MTU. */
  private static final int MAX_ERROR_V6 = 1280;

  /** RFC 1812 s. 4.3.2.5: precedence of internetwork control. */
  private static final int CONTROL_TRAFFIC_CLASS = 0xc0;

  private final IpConfig config;
  private final LocalAddresses local;
  private final IpOutput output;
  private final IpCounters counters;
  private final IcmpErrors errors;
  private final @Nullable Transport[] transports;
  private final QuotedPacket quoted = new QuotedPacket();
  private final IpView offending = new IpView();

  IcmpLayer(
      IpConfig config,
      LocalAddresses local,
      IpOutput output,
      IpCounters counters,
      @Nullable Transport[] transports) {
    this.config = config;
    this.local = local;
    this.output = output;
    this.counters = counters;
    this.transports = transports;
    errors = new IcmpErrors(config, local, counters);
  }

  /** A message for this host. */
  void input(IpView ip, ByteBuf frame, boolean checksumTrusted, long now) {
    counters.count(IpCounters.Of.ICMP_RECEIVED);
    int at = ip.payloadAt();
    int length = ip.payloadLength();
    if (length < HEADER) {
      counters.count(IpCounters.Of.ICMP_MALFORMED);
      return;
    }
    if (!checksumTrusted && !checksumOk(ip, frame)) {
      counters.count(IpCounters.Of.ICMP_BAD_CHECKSUM);
      return;
    }
    int type = frame.getUnsignedByte(at);
    if (type == (ip.v4() ? IcmpType.V4_ECHO : IcmpType.V6_ECHO)) {
      echo(ip, frame);
    } else if (IcmpType.isReport(ip.v4(), type)) {
      report(frame, at, length, ip.v4(), now);
    } else {
      counters.count(IpCounters.Of.ICMP_IGNORED);
    }
  }

  private static boolean checksumOk(IpView ip, ByteBuf frame) {
    int pseudo =
        ip.v4()
            ? 0
            : Checksum.pseudo(
                ip.sourceHigh(),
                ip.sourceLow(),
                ip.destinationHigh(),
                ip.destinationLow(),
                IpProtocol.ICMPV6,
                ip.payloadLength());
    int sum = Checksum.sum(frame, ip.payloadAt(), ip.payloadLength());
    return Checksum.add(pseudo, sum) == 0xffff;
  }

  private void echo(IpView ip, ByteBuf frame) {
    if (!answers(ip)) {
      counters.count(IpCounters.Of.ICMP_IGNORED);
      return;
    }
    boolean v4 = ip.v4();
    ByteBuf reply = output.frame(v4, ip.payloadLength());
    int at = reply.writerIndex();
    reply.writeBytes(frame, ip.payloadAt(), ip.payloadLength());
    reply.setByte(at, v4 ? IcmpType.V4_ECHO_REPLY : IcmpType.V6_ECHO_REPLY);
    counters.count(IpCounters.Of.ECHO_ANSWERED);
    send(reply, ip, ip.trafficClass() & ~3);
  }

  /** RFC 1122 s. 3.2.2.6 allows to ignore broadcasts; RFC 4443 s. 4.2 wants multicasts answered. */
  private boolean answers(IpView ip) {
    long high = ip.destinationHigh();
    long low = ip.destinationLow();
    return switch (config.echo()) {
      case NONE -> false;
      case OWN -> local.isLocal(high, low) || (!ip.v4() && IpAddress.isMulticast(high, low));
      case ANY -> !ip.v4() || !(IpAddress.isMulticast(high, low) || local.isBroadcast(high, low));
    };
  }

  private void report(ByteBuf frame, int at, int length, boolean v4, long now) {
    counters.count(IpCounters.Of.ICMP_ERRORS_RECEIVED);
    Transport transport =
        quoted.read(frame, at + HEADER, length - HEADER, v4) ? transports[quoted.protocol()] : null;
    int transportLength = at + length - quoted.transportAt();
    if (transport == null || !ours() || !sent(transport, frame, transportLength)) {
      counters.count(IpCounters.Of.ICMP_ERRORS_NOT_OURS);
      return;
    }
    IcmpError kind = IcmpType.error(v4, frame.getUnsignedByte(at), frame.getUnsignedByte(at + 1));
    int mtu = kind == IcmpError.TOO_BIG ? tooBig(v4, frame.getInt(at + 4), now) : 0;
    transport.icmpError(
        kind,
        mtu,
        quoted.sourceHigh(),
        quoted.sourceLow(),
        quoted.destinationHigh(),
        quoted.destinationLow(),
        frame,
        quoted.transportAt(),
        transportLength,
        now);
  }

  private boolean ours() {
    return config.acceptAny() || local.isLocal(quoted.sourceHigh(), quoted.sourceLow());
  }

  private boolean sent(Transport transport, ByteBuf frame, int transportLength) {
    return transport.sent(
        quoted.sourceHigh(),
        quoted.sourceLow(),
        quoted.destinationHigh(),
        quoted.destinationLow(),
        frame,
        quoted.transportAt(),
        transportLength);
  }

  /**
   * The path MTU from now on. IPv4 names it in 16 bits, IPv6 in 32 (RFC 1191 s. 4, 4443 s. 3.2).
   */
  private int tooBig(boolean v4, int rest, long now) {
    long high = quoted.destinationHigh();
    long low = quoted.destinationLow();
    int told = v4 ? rest & 0xffff : rest < 0 ? Integer.MAX_VALUE : rest;
    int current = output.pathMtu(high, low);
    if (output.paths().learn(v4, high, low, told, quoted.totalLength(), current, now)) {
      counters.count(IpCounters.Of.PATH_MTU_LOWERED);
    }
    return output.pathMtu(high, low);
  }

  /**
   * Sends an error about a packet that came, if the rules allow one.
   *
   * @param packet stays the caller's
   * @param at index of the packet's IP header
   * @param length bytes that are there
   * @return whether one was sent
   */
  public boolean error(IcmpError kind, ByteBuf packet, int at, int length, long now) {
    if (!offending.read(packet, at, length, true)) {
      return false;
    }
    boolean v4 = offending.v4();
    int wire = IcmpType.wire(v4, kind);
    int rest = kind == IcmpError.PROTOCOL_UNREACHABLE && !v4 ? offending.protocolPointer() : 0;
    return send(offending, wire >>> 8, wire & 0xff, rest, packet, now);
  }

  /** Sends the parameter problem that {@code ip} has to report (RFC 4443 s. 3.4). */
  void parameterProblem(IpView ip, ByteBuf packet, long now) {
    send(ip, IcmpType.V6_PARAMETER_PROBLEM, ip.problemCode(), ip.problemPointer(), packet, now);
  }

  /** Tells that a datagram was not whole in time (RFC 792 p. 6, RFC 4443 s. 3.3). */
  void reassemblyTimeExceeded(ByteBuf first, long now) {
    if (offending.read(first, 0, first.readableBytes(), true)) {
      int type = offending.v4() ? IcmpType.V4_TIME_EXCEEDED : IcmpType.V6_TIME_EXCEEDED;
      send(offending, type, IcmpType.REASSEMBLY_TIME_EXCEEDED, 0, first, now);
    }
  }

  private boolean send(IpView ip, int type, int code, int rest, ByteBuf packet, long now) {
    if (!errors.allowed(ip, packet, type, code, now)) {
      return false;
    }
    boolean v4 = ip.v4();
    int room = (v4 ? MAX_ERROR_V4 : MAX_ERROR_V6) - IpOutput.headerBytes(v4) - HEADER;
    int quote = Math.min(ip.totalLength(), room);
    ByteBuf frame = output.frame(v4, HEADER + quote);
    frame.writeInt(type << 24 | code << 16);
    frame.writeInt(rest);
    frame.writeBytes(packet, ip.headerAt(), quote);
    counters.count(IpCounters.Of.ICMP_ERRORS_SENT);
    return send(frame, ip, v4 ? CONTROL_TRAFFIC_CLASS : 0);
  }

  /** Answers the source of a packet, from the address that it was for, or else from an own one. */
  private boolean send(ByteBuf frame, IpView ip, int trafficClass) {
    long high = ip.destinationHigh();
    long low = ip.destinationLow();
    if (IpAddress.isMulticast(high, low) || local.isBroadcast(high, low)) {
      IpAddress own = local.sourceFor(ip.source());
      high = own.high();
      low = own.low();
    }
    return output.send(
        frame,
        high,
        low,
        ip.sourceHigh(),
        ip.sourceLow(),
        ip.v4() ? IpProtocol.ICMP : IpProtocol.ICMPV6,
        0,
        trafficClass,
        false,
        CHECKSUM_OFFSET,
        0);
  }
}
