package naru.wire.ip;

import io.netty.buffer.ByteBuf;

/**
 * A flat view of one IPv4 or IPv6 packet, reused for the next: one per stack. Fields are primitives
 * and reading allocates nothing, as this stands on the hot path; the headers as values, and their
 * diagrams, are {@link Ipv4Header} and {@link Ipv6Header}.
 *
 * <p>No length of the packet is trusted: after {@link #read} has returned true, header and payload
 * lie within the given bytes. What lies behind the packet's own length (padding) is left out. After
 * false, {@link #problem()} says why; if {@link #hasProblemToReport()} then the addresses are valid
 * and the sender is owed an ICMPv6 Parameter Problem with {@link #problemCode()} and {@link
 * #problemPointer()}, if nothing else forbids it (RFC 4443 section 2.4 (e)).
 *
 * <p>Extension headers of IPv6 are walked up to the upper layer, or up to the fragment header of a
 * fragment, behind which lies nothing that could be read before all fragments are there. A fragment
 * that is the whole packet (RFC 6946, atomic) is none here. Jumbograms (RFC 2675) are not known.
 *
 * <p>An IPv6 packet from or to an IPv4-mapped address is refused: the longs would look like IPv4,
 * and nobody sends such packets but to fool filters.
 */
public final class IpView {
  private final ExtensionChain chain = new ExtensionChain();
  private boolean v4;
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private int protocol;
  private int headerAt;
  private int headerLength;
  private int payloadLength;
  private int hopLimit;
  private int trafficClass;
  private int flowLabel;
  private boolean dontFragment;
  private boolean moreFragments;
  private int fragmentOffset;
  private long identification;
  private IpProblem problem = IpProblem.NONE;

  /** Reads a packet; IPv4's header checksum is verified. */
  public boolean read(ByteBuf packet, int at, int length) {
    return read(packet, at, length, false);
  }

  /**
   * Reads a packet.
   *
   * @param at index of the first byte of its header
   * @param length bytes that are there, at least the packet's own length
   * @param trusted IPv4's header checksum need not be verified
   * @return false if it is malformed or must be discarded; see {@link #problem()}
   */
  public boolean read(ByteBuf packet, int at, int length, boolean trusted) {
    headerAt = at;
    chain.clear();
    if (length < 1) {
      return fail(IpProblem.SHORT);
    }
    return switch (packet.getByte(at) >>> 4 & 15) {
      case 4 -> readV4(packet, at, length, trusted);
      case 6 -> readV6(packet, at, length);
      default -> fail(IpProblem.VERSION);
    };
  }

  private boolean readV4(ByteBuf packet, int at, int length, boolean trusted) {
    v4 = true;
    if (length < IpHeaders.V4_BYTES) {
      return fail(IpProblem.SHORT);
    }
    int first = packet.getInt(at);
    int total = first & 0xffff;
    headerLength = (first >>> 24 & 15) * 4;
    if (headerLength < IpHeaders.V4_BYTES) {
      return fail(IpProblem.HEADER_LENGTH);
    }
    if (total < headerLength || total > length) {
      return fail(IpProblem.TOTAL_LENGTH);
    }
    if (!trusted && Checksum.sum(packet, at, headerLength) != 0xffff) {
      return fail(IpProblem.HEADER_CHECKSUM);
    }
    trafficClass = first >>> 16 & 0xff;
    flowLabel = 0;
    payloadLength = total - headerLength;
    int middle = packet.getInt(at + 4);
    identification = middle >>> 16;
    dontFragment = (middle & IpHeaders.V4_DONT_FRAGMENT) != 0;
    moreFragments = (middle & IpHeaders.V4_MORE_FRAGMENTS) != 0;
    fragmentOffset = (middle & IpHeaders.V4_OFFSET) << 3;
    hopLimit = packet.getUnsignedByte(at + 8);
    protocol = packet.getUnsignedByte(at + 9);
    sourceHigh = 0;
    sourceLow = IpAddress.lowOf(packet.getInt(at + 12));
    destinationHigh = 0;
    destinationLow = IpAddress.lowOf(packet.getInt(at + 16));
    return fragmentFits();
  }

  private boolean fragmentFits() {
    if (moreFragments && (payloadLength == 0 || (payloadLength & 7) != 0)) {
      return fail(IpProblem.FRAGMENT_LENGTH);
    }
    if (fragmentOffset + payloadLength + headerLength > 0xffff && isFragment()) {
      return fail(IpProblem.FRAGMENT_OFFSET);
    }
    return pass();
  }

  private boolean readV6(ByteBuf packet, int at, int length) {
    v4 = false;
    headerLength = IpHeaders.V6_BYTES;
    if (length < IpHeaders.V6_BYTES) {
      return fail(IpProblem.SHORT);
    }
    int first = packet.getInt(at);
    int total = IpHeaders.V6_BYTES + packet.getUnsignedShort(at + 4);
    if (total > length) {
      return fail(IpProblem.TOTAL_LENGTH);
    }
    trafficClass = first >>> 20 & 0xff;
    flowLabel = first & 0xfffff;
    hopLimit = packet.getUnsignedByte(at + 7);
    sourceHigh = packet.getLong(at + 8);
    sourceLow = packet.getLong(at + 16);
    destinationHigh = packet.getLong(at + 24);
    destinationLow = packet.getLong(at + 32);
    if (IpAddress.isV4(sourceHigh, sourceLow) || IpAddress.isV4(destinationHigh, destinationLow)) {
      return fail(IpProblem.MAPPED_ADDRESS);
    }
    dontFragment = true;
    protocol = packet.getUnsignedByte(at + 6);
    boolean walked =
        !IpProtocol.isExtension(protocol) || chain.walk(packet, at, total, destinationHigh);
    protocol = chain.walked() ? chain.protocol() : protocol;
    headerLength = chain.walked() ? chain.headerLength() : headerLength;
    payloadLength = total - headerLength;
    moreFragments = chain.moreFragments();
    fragmentOffset = chain.fragmentOffset();
    identification = chain.identification();
    return walked ? pass() : fail(chain.problem());
  }

  private boolean pass() {
    problem = IpProblem.NONE;
    return true;
  }

  private boolean fail(IpProblem why) {
    problem = why;
    return false;
  }

  /** Why the last packet was refused; {@code NONE} if it was not. */
  public IpProblem problem() {
    return problem;
  }

  public boolean v4() {
    return v4;
  }

  public long sourceHigh() {
    return sourceHigh;
  }

  public long sourceLow() {
    return sourceLow;
  }

  public long destinationHigh() {
    return destinationHigh;
  }

  public long destinationLow() {
    return destinationLow;
  }

  /** The source as an object, for slow paths. */
  public IpAddress source() {
    return new IpAddress(sourceHigh, sourceLow);
  }

  /** The destination as an object, for slow paths. */
  public IpAddress destination() {
    return new IpAddress(destinationHigh, destinationLow);
  }

  /** The upper layer, behind all extension headers; a fragment's: what its header names. */
  public int protocol() {
    return protocol;
  }

  /** IPv6: where protocol() is named, counted from the header: for Parameter Problem code 1. */
  public int protocolPointer() {
    return v4 ? 9 : chain.walked() ? chain.protocolPointer() : 6;
  }

  /** Index of the IP header's first byte. */
  public int headerAt() {
    return headerAt;
  }

  /** Bytes of header, with options or extension headers. */
  public int headerLength() {
    return headerLength;
  }

  /** Index of the first byte behind the header. */
  public int payloadAt() {
    return headerAt + headerLength;
  }

  public int payloadLength() {
    return payloadLength;
  }

  /** Bytes of the whole packet. */
  public int totalLength() {
    return headerLength + payloadLength;
  }

  /** Time to Live or Hop Limit. */
  public int hopLimit() {
    return hopLimit;
  }

  /** DSCP &lt;&lt; 2 | ECN (RFC 2474, 3168). */
  public int trafficClass() {
    return trafficClass;
  }

  /** 0 not capable, 1 ECT(1), 2 ECT(0), 3 congestion experienced. RFC 3168 section 5. */
  public int ecn() {
    return trafficClass & 3;
  }

  /** IPv6: 20 bits (RFC 6437); 0 for IPv4. */
  public int flowLabel() {
    return flowLabel;
  }

  /** No router may cut it: IPv4's DF; always so for IPv6. */
  public boolean dontFragment() {
    return dontFragment;
  }

  /** One of several: the payload is a part only. */
  public boolean isFragment() {
    return moreFragments || fragmentOffset != 0;
  }

  /** Where the payload belongs in the whole, in bytes. */
  public int fragmentOffset() {
    return fragmentOffset;
  }

  public boolean moreFragments() {
    return moreFragments;
  }

  /** 16 bits of IPv4, 32 of an IPv6 fragment header, else 0. */
  public long identification() {
    return identification;
  }

  /** IPv6: index of the fragment header; -1 without one. */
  public int fragmentHeaderAt() {
    return chain.fragmentAt() < 0 ? -1 : headerAt + chain.fragmentAt();
  }

  /** IPv6: bytes in front of the fragment header; without one, and for IPv4, all of the header. */
  public int unfragmentableLength() {
    return chain.fragmentAt() < 0 ? headerLength : chain.fragmentAt();
  }

  /** IPv6: index of the byte that names the fragment header as next; -1 without one. */
  public int fragmentNamedAt() {
    return chain.fragmentAt() < 0 ? -1 : headerAt + chain.fragmentPointer();
  }

  /** Whether the sender is owed an ICMPv6 Parameter Problem. */
  public boolean hasProblemToReport() {
    return problem != IpProblem.NONE && chain.problemCode() >= 0;
  }

  /** The offset in the packet of the byte in question. */
  public int problemPointer() {
    return chain.problemPointer();
  }

  /** 0 erroneous field, 1 unknown next header, 2 unknown option, 3 first fragment too short. */
  public int problemCode() {
    return chain.problemCode();
  }
}
