package naru.stack;

import naru.stack.ip.IpConfig;
import naru.stack.tcp.TcpConfig;
import naru.stack.udp.UdpConfig;

/**
 * What a host is and what it is bound by.
 *
 * @param ip its addresses, and the bounds of reassembly and ICMP
 * @param tcp the bounds of TCP, and what is recorded of it
 * @param udp the bounds of UDP
 */
public record StackConfig(IpConfig ip, TcpConfig tcp, UdpConfig udp) {
  /** A host with these addresses, such as {@code 10.77.0.1/24}, and the usual bounds. */
  public static StackConfig of(String... addresses) {
    return new StackConfig(IpConfig.of(addresses), TcpConfig.USUAL, UdpConfig.DEFAULT);
  }

  public StackConfig with(IpConfig other) {
    return new StackConfig(other, tcp, udp);
  }

  public StackConfig with(TcpConfig other) {
    return new StackConfig(ip, other, udp);
  }
}
