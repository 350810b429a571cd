package naru.wire.ip;

import io.netty.buffer.ByteBuf;

/**
 * Walks over the extension headers of one IPv6 packet (RFC 8200 section 4) and keeps what it found,
 * as flat fields: the part of {@link IpView} that most packets do not need.
 *
 * <pre>
 *  hop-by-hop options, destination options           option
 * +---------------+---------------+- - -            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - -
 * |  Next Header  |  Hdr Ext Len  | options         |AA C   Type    |  Data Length  | data
 * +---------------+---------------+- - -            +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - -
 *
 *  routing
 * +---------------+---------------+---------------+---------------+- - -
 * |  Next Header  |  Hdr Ext Len  |  Routing Type | Segments Left | data
 * +---------------+---------------+---------------+---------------+- - -
 * </pre>
 *
 * Hdr Ext Len counts 8 bytes each behind the first 8. The two highest bits of an option's type say
 * what is to happen to a packet with an option that is not known (section 4.2): 00 skip it, 01
 * discard, 10 discard and report, 11 discard and report unless the destination is multicast.
 */
final class ExtensionChain {
  private static final int SILENT = -1;
  private static final int ERRONEOUS_FIELD = 0;
  private static final int UNKNOWN_NEXT_HEADER = 1;
  private static final int UNKNOWN_OPTION = 2;
  private static final int SHORT_FIRST_FRAGMENT = 3;

  private static final int PAD1 = 0;
  private static final int PADN = 1;

  private boolean walked;
  private int protocol;
  private int named;
  private int at;
  private int fragmentAt;
  private int fragmentPointer;
  private int fragment;
  private int identification;
  private IpProblem problem = IpProblem.NONE;
  private int problemCode;
  private int problemPointer;

  void clear() {
    walked = false;
    fragmentAt = -1;
    fragment = 0;
    identification = 0;
    problemCode = SILENT;
    problemPointer = 0;
  }

  /**
   * Walks up to the upper layer, or to the end of a fragment's header.
   *
   * @param start index of the IPv6 header; all positions here count from it
   * @param end bytes of the packet
   */
  boolean walk(ByteBuf packet, int start, int end, long destinationHigh) {
    walked = true;
    named = 6;
    at = IpHeaders.V6_BYTES;
    boolean multicast = destinationHigh >>> 56 == 0xff;
    for (; ; ) {
      protocol = packet.getUnsignedByte(start + named);
      if (!IpProtocol.isExtension(protocol)) {
        return true;
      }
      int length = lengthAt(packet, start, end);
      if (length < 0) {
        return discard(IpProblem.EXTENSION_CUT);
      }
      if (!take(packet, start, length, multicast)) {
        return false;
      }
      boolean whole = protocol != IpProtocol.FRAGMENT || atomic();
      named = at;
      at += length;
      if (!whole) {
        return fragment(packet, start, end);
      }
    }
  }

  /** The length of the header that stands here; -1 if the packet ends within it. */
  private int lengthAt(ByteBuf packet, int start, int end) {
    if (end - at < 8) {
      return -1;
    }
    int length =
        protocol == IpProtocol.FRAGMENT ? 8 : 8 + 8 * packet.getUnsignedByte(start + at + 1);
    return length <= end - at ? length : -1;
  }

  private boolean take(ByteBuf packet, int start, int length, boolean multicast) {
    return switch (protocol) {
      case IpProtocol.HOP_BY_HOP ->
          named == 6
              ? options(packet, start, length, multicast)
              : report(IpProblem.EXTENSION_PLACE, UNKNOWN_NEXT_HEADER, named);
      case IpProtocol.DESTINATION -> options(packet, start, length, multicast);
      case IpProtocol.ROUTING ->
          packet.getByte(start + at + 3) == 0 || report(IpProblem.ROUTING, ERRONEOUS_FIELD, at + 2);
      default -> fragmentHeader(packet, start);
    };
  }

  private boolean options(ByteBuf packet, int start, int length, boolean multicast) {
    int end = at + length;
    int i = at + 2;
    while (i < end) {
      int type = packet.getUnsignedByte(start + i);
      if (type == PAD1) {
        i++;
        continue;
      }
      if (i + 2 > end || i + 2 + packet.getUnsignedByte(start + i + 1) > end) {
        return discard(IpProblem.EXTENSION_CUT);
      }
      if (type != PADN && !skippable(type, i, multicast)) {
        return false;
      }
      i += 2 + packet.getUnsignedByte(start + i + 1);
    }
    return true;
  }

  private boolean skippable(int type, int pointer, boolean multicast) {
    return switch (type >>> 6) {
      case 0 -> true;
      case 1 -> discard(IpProblem.OPTION);
      case 2 -> report(IpProblem.OPTION, UNKNOWN_OPTION, pointer);
      default ->
          multicast ? discard(IpProblem.OPTION) : report(IpProblem.OPTION, UNKNOWN_OPTION, pointer);
    };
  }

  private boolean fragmentHeader(ByteBuf packet, int start) {
    if (fragmentAt >= 0) {
      return report(IpProblem.EXTENSION_PLACE, UNKNOWN_NEXT_HEADER, named);
    }
    fragmentAt = at;
    fragmentPointer = named;
    fragment = packet.getUnsignedShort(start + at + 2);
    identification = packet.getInt(start + at + 4);
    return true;
  }

  private boolean atomic() {
    return (fragment & 0xfff9) == 0;
  }

  /** What a fragment must hold: RFC 8200 section 4.5, RFC 7112. */
  private boolean fragment(ByteBuf packet, int start, int end) {
    protocol = packet.getUnsignedByte(start + named);
    int length = end - at;
    if (moreFragments() && length == 0) {
      return discard(IpProblem.FRAGMENT_LENGTH);
    }
    if (moreFragments() && (length & 7) != 0) {
      return report(IpProblem.FRAGMENT_LENGTH, ERRONEOUS_FIELD, 4);
    }
    int unfragmentable = fragmentAt - IpHeaders.V6_BYTES;
    if (unfragmentable + fragmentOffset() + length > 0xffff) {
      return report(IpProblem.FRAGMENT_OFFSET, ERRONEOUS_FIELD, fragmentAt + 2);
    }
    if (fragmentOffset() == 0 && !holdsChain(packet, start, end)) {
      return report(IpProblem.HEADER_CHAIN, SHORT_FIRST_FRAGMENT, 0);
    }
    return true;
  }

  private boolean holdsChain(ByteBuf packet, int start, int end) {
    int next = protocol;
    int i = at;
    while (IpProtocol.isExtension(next)) {
      if (end - i < 8) {
        return false;
      }
      int length = next == IpProtocol.FRAGMENT ? 8 : 8 + 8 * packet.getUnsignedByte(start + i + 1);
      next = packet.getUnsignedByte(start + i);
      i += length;
    }
    return i + (next == IpProtocol.TCP ? 20 : next == IpProtocol.NO_NEXT ? 0 : 1) <= end;
  }

  private boolean report(IpProblem what, int code, int pointer) {
    problem = what;
    problemCode = code;
    problemPointer = pointer;
    return false;
  }

  private boolean discard(IpProblem what) {
    return report(what, SILENT, 0);
  }

  /** Whether there are extension headers at all. */
  boolean walked() {
    return walked;
  }

  int protocol() {
    return protocol;
  }

  int protocolPointer() {
    return named;
  }

  int headerLength() {
    return at;
  }

  int fragmentAt() {
    return fragmentAt;
  }

  int fragmentPointer() {
    return fragmentPointer;
  }

  boolean moreFragments() {
    return (fragment & 1) != 0;
  }

  int fragmentOffset() {
    return fragment & 0xfff8;
  }

  long identification() {
    return identification & 0xffff_ffffL;
  }

  IpProblem problem() {
    return problem;
  }

  int problemCode() {
    return problemCode;
  }

  int problemPointer() {
    return problemPointer;
  }
}
