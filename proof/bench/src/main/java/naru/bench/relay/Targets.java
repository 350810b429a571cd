package naru.bench.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import naru.stack.tcp.Connection;

/**
 * Where what the guest dials really goes.
 *
 * @param host what the guest calls the host
 * @param loopback where the host is
 */
record Targets(InetAddress host, InetAddress loopback) {
  /** The target of a connection that the guest opens: the same, but for the host. */
  InetSocketAddress of(Connection dialed) {
    InetAddress asked = dialed.localAddress().inet();
    return new InetSocketAddress(asked.equals(host) ? loopback : asked, dialed.localPort());
  }
}
