package naru.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Side;

/**
 * Whether an address can be listened on. SO_REUSEPORT lets a second program of the same user bind
 * the same port and silently take half of the connections; so it is first tried without.
 */
final class Ports {
  private Ports() {}

  static void requireFreeTcp(InetSocketAddress address) {
    if (address.getPort() == 0) {
      return;
    }
    try (ServerSocketChannel probe = ServerSocketChannel.open(family(address))) {
      probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      probe.bind(address);
    } catch (IOException | UnsupportedOperationException taken) {
      throw cannotListen("tcp", address, taken);
    }
  }

  static void requireFreeUdp(InetSocketAddress address) {
    if (address.getPort() == 0) {
      return;
    }
    try (DatagramChannel probe = DatagramChannel.open(family(address))) {
      probe.bind(address);
    } catch (IOException | UnsupportedOperationException taken) {
      throw cannotListen("udp", address, taken);
    }
  }

  private static ProtocolFamily family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  /** In the kernel's words. */
  static Exception noSuchAddress() {
    return new BindException("Cannot assign requested address");
  }

  static FailureException cannotListen(String kind, InetSocketAddress address, Throwable cause) {
    String where = kind + "://" + Addresses.text(address);
    return Failure.of(Code.CANNOT_LISTEN, Side.US, "cannot listen on " + where + ": " + why(cause))
        .causedBy(cause)
        .asException();
  }

  private static String why(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    if (text.contains("Permission denied")) {
      return "permission denied (ports below 1024 need root or CAP_NET_BIND_SERVICE)";
    }
    if (cause instanceof UnsupportedOperationException) {
      return "this machine has no IPv6";
    }
    if (text.contains("Cannot assign")) {
      return "this machine does not have the address";
    }
    return cause instanceof BindException || text.contains("in use")
        ? "the port is taken by another program"
        : text;
  }
}
