package naru.stack.udp;

import io.netty.buffer.ByteBuf;
import naru.stack.ip.IcmpError;
import naru.wire.ip.IpAddress;

/** What happens to a socket. Called from {@link Udp#flush} only. */
public interface UdpEvents {
  /** A datagram, whose data then belongs to the callee. */
  void received(UdpSocket socket, IpAddress from, int fromPort, ByteBuf data);

  /**
   * The same with the address that it was sent to, for sockets that take datagrams for several.
   * Override this instead where that matters.
   */
  default void received(
      UdpSocket socket, IpAddress from, int fromPort, IpAddress to, int toPort, ByteBuf data) {
    received(socket, from, fromPort, data);
  }

  /** An ICMP error about a datagram that was sent to this address and port (RFC 1122 4.1.3.3). */
  default void error(UdpSocket socket, IcmpError error, IpAddress to, int toPort) {}
}
