package naru.linux;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A request to rtnetlink(7): a header, a fixed part by its type, and attributes.
 *
 * <pre>
 * nlmsghdr: | length 4 | type 2 | flags 2 | sequence 4 | port 4 |
 * rtattr:   | length 2 | type 2 | data, padded to 4 |
 * </pre>
 *
 * Numbers are in the machine's byte order, addresses in the network's.
 */
final class NetlinkMessage {
  static final int RTM_SETLINK = 19;
  static final int RTM_NEWADDR = 20;
  static final int RTM_NEWROUTE = 24;

  private static final int NLM_F_REQUEST = 1;
  private static final int NLM_F_ACK = 4;
  private static final int NLM_F_REPLACE = 0x100;
  private static final int NLM_F_CREATE = 0x400;

  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_FLAGS = 8;
  private static final int IFA_F_NODAD = 2;
  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RT_TABLE_MAIN = 254;
  private static final int RTPROT_STATIC = 4;
  private static final int RT_SCOPE_UNIVERSE = 0;
  private static final int RT_SCOPE_LINK = 253;
  private static final int RTN_UNICAST = 1;
  private static final int IFLA_AF_SPEC = 26;
  private static final int IFLA_INET6_ADDR_GEN_MODE = 8;
  private static final int IN6_ADDR_GEN_MODE_NONE = 1;
  private static final int NLA_F_NESTED = 0x8000;

  private final ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());

  private NetlinkMessage(int type, int flags) {
    buffer.putInt(0);
    buffer.putShort((short) type);
    buffer.putShort((short) (NLM_F_REQUEST | NLM_F_ACK | flags));
    buffer.putInt(1);
    buffer.putInt(0);
  }

  /**
   * Gives an interface an address; the prefix is then reached through it. IPv6 skips duplicate
   * address detection (RFC 4862 s. 5.4): on a TUN there is nobody to ask, and it takes a second.
   */
  static NetlinkMessage address(int interfaceIndex, InetAddress address, int prefixLength) {
    boolean v4 = address instanceof Inet4Address;
    checkPrefix(address, prefixLength);
    NetlinkMessage m = new NetlinkMessage(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
    m.buffer.put((byte) family(v4)).put((byte) prefixLength).put((byte) 0);
    m.buffer.put((byte) RT_SCOPE_UNIVERSE).putInt(interfaceIndex);
    m.attribute(IFA_LOCAL, address.getAddress());
    m.attribute(IFA_ADDRESS, address.getAddress());
    if (!v4) {
      m.attribute(IFA_FLAGS, IFA_F_NODAD);
    }
    return m;
  }

  /** A route straight into an interface, as for a TUN. */
  static NetlinkMessage route(int interfaceIndex, InetAddress network, int prefixLength) {
    return route(interfaceIndex, network, prefixLength, RT_SCOPE_LINK);
  }

  /** A route by way of a neighbour on an interface. */
  static NetlinkMessage route(
      int interfaceIndex, InetAddress network, int prefixLength, InetAddress gateway) {
    NetlinkMessage m = route(interfaceIndex, network, prefixLength, RT_SCOPE_UNIVERSE);
    m.attribute(RTA_GATEWAY, gateway.getAddress());
    return m;
  }

  private static NetlinkMessage route(
      int interfaceIndex, InetAddress network, int prefixLength, int scope) {
    boolean v4 = network instanceof Inet4Address;
    checkPrefix(network, prefixLength);
    NetlinkMessage m = new NetlinkMessage(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
    m.buffer.put((byte) family(v4)).put((byte) prefixLength).put((byte) 0).put((byte) 0);
    m.buffer.put((byte) RT_TABLE_MAIN).put((byte) RTPROT_STATIC);
    m.buffer.put((byte) scope).put((byte) RTN_UNICAST).putInt(0);
    if (prefixLength > 0) {
      m.attribute(RTA_DST, masked(network.getAddress(), prefixLength));
    }
    m.attribute(RTA_OIF, interfaceIndex);
    return m;
  }

  /** Stops the kernel from inventing a link-local IPv6 address, which would then talk unasked. */
  static NetlinkMessage noLinkLocalAddress(int interfaceIndex) {
    NetlinkMessage m = new NetlinkMessage(RTM_SETLINK, 0);
    m.buffer.putInt(0).putInt(interfaceIndex).putInt(0).putInt(0);
    int outer = m.begin(IFLA_AF_SPEC | NLA_F_NESTED);
    int inner = m.begin(Sockets.AF_INET6 | NLA_F_NESTED);
    m.attribute(IFLA_INET6_ADDR_GEN_MODE, new byte[] {IN6_ADDR_GEN_MODE_NONE});
    m.end(inner);
    m.end(outer);
    return m;
  }

  /** The address with every bit after the prefix cleared. */
  static byte[] masked(byte[] address, int prefixLength) {
    byte[] network = address.clone();
    for (int i = 0; i < network.length; i++) {
      int bits = Math.clamp(prefixLength - 8L * i, 0, 8);
      network[i] &= (byte) (0xff00 >>> bits);
    }
    return network;
  }

  private static void checkPrefix(InetAddress address, int prefixLength) {
    int bits = address.getAddress().length * 8;
    if (prefixLength < 0 || prefixLength > bits) {
      throw new IllegalArgumentException("prefix /" + prefixLength + " is not in 0.." + bits);
    }
  }

  private static int family(boolean v4) {
    return v4 ? Sockets.AF_INET : Sockets.AF_INET6;
  }

  private void attribute(int type, int value) {
    buffer.putShort((short) 8).putShort((short) type).putInt(value);
  }

  private void attribute(int type, byte[] data) {
    int at = begin(type);
    buffer.put(data);
    end(at);
  }

  private int begin(int type) {
    int at = buffer.position();
    buffer.putShort((short) 0).putShort((short) type);
    return at;
  }

  private void end(int at) {
    buffer.putShort(at, (short) (buffer.position() - at));
    while (buffer.position() % 4 != 0) {
      buffer.put((byte) 0);
    }
  }

  byte[] bytes() {
    buffer.putInt(0, buffer.position());
    byte[] bytes = new byte[buffer.position()];
    buffer.get(0, bytes);
    return bytes;
  }
}
