package naru.testkit.drill;

/**
 * An ICMP error as a script writes it: {@code icmp KIND [mtu n] [seq:end(length)]}.
 *
 * @param mtu of the next hop, for {@link Kind#TOO_BIG}; otherwise 0
 * @param sequence of the segment that it is about, relative to the subject's initial one
 */
record IcmpText(Kind kind, int mtu, long sequence) {
  /** What went wrong; type and code in ICMP (RFC 792, 1122, 1191) and ICMPv6 (RFC 4443). */
  enum Kind {
    NET_UNREACHABLE(3, 0, 1, 0),
    HOST_UNREACHABLE(3, 1, 1, 3),
    PROTOCOL_UNREACHABLE(3, 2, 4, 1),
    PORT_UNREACHABLE(3, 3, 1, 4),
    TOO_BIG(3, 4, 2, 0),
    ADMIN_PROHIBITED(3, 13, 1, 1),
    TIME_EXCEEDED(11, 0, 3, 0),
    SOURCE_QUENCH(4, 0, 200, 0);

    final int type4;
    final int code4;
    final int type6;
    final int code6;

    Kind(int type4, int code4, int type6, int code6) {
      this.type4 = type4;
      this.code4 = code4;
      this.type6 = type6;
      this.code6 = code6;
    }
  }
}
