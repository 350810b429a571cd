package naru.transport.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import naru.stack.ip.IpLayer;
import naru.stack.tcp.Acceptor;
import naru.stack.tcp.Connection;
import naru.stack.tcp.ConnectionEvents;
import naru.stack.tcp.Listener;
import naru.stack.tcp.State;
import naru.stack.tcp.Tcp;
import naru.stack.tcp.TcpOptions;
import naru.stack.udp.Udp;
import naru.stack.udp.UdpEvents;
import naru.stack.udp.UdpSocket;
import naru.wire.ip.IpAddress;
import org.jspecify.annotations.Nullable;

/** Between Java's socket addresses and the stack's. */
final class Sockets {
  /** The most that an IPv4 datagram can carry; its length counts the header (RFC 791). */
  private static final int LARGEST_V4 = 65_507;

  /** The most that an IPv6 datagram can carry; its length does not (RFC 8200). */
  private static final int LARGEST_V6 = 65_527;

  /** RFC 6335: ports that nobody is registered for. */
  static final int FIRST_EPHEMERAL = 49_152;

  /** How often another source port is tried when one is taken. */
  private static final int TRIES = 64;

  private Sockets() {}

  static int largestDatagram(IpAddress to) {
    return to.isV4() ? LARGEST_V4 : LARGEST_V6;
  }

  static InetSocketAddress address(IpAddress address, int port) {
    return new InetSocketAddress(address.inet(), port);
  }

  static InetSocketAddress resolved(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      throw new UnsupportedAddressTypeException();
    }
    if (inet.isUnresolved()) {
      throw new UnresolvedAddressException();
    }
    return inet;
  }

  /** Asks for a connection; it tells {@code events} what became of it. */
  static Connection connect(
      StackLoop home,
      @Nullable InetSocketAddress local,
      InetSocketAddress remote,
      TcpOptions options,
      ConnectionEvents events) {
    Tcp tcp = home.stack().tcp();
    IpAddress to = IpAddress.of(remote.getAddress());
    IpAddress from = source(home, local, to);
    for (int tries = 1; ; tries++) {
      int given = local == null ? 0 : local.getPort();
      int port = given == 0 ? home.ports().port(from, to, remote.getPort()) : given;
      Connection asked = tcp.connect(from, port, to, remote.getPort(), options, events);
      if (asked.state() != State.CLOSED || port == given || tries == TRIES) {
        return asked;
      }
      asked.close(); // that port was taken
    }
  }

  /** A UDP socket for one peer. */
  static UdpSocket connect(
      StackLoop home, @Nullable InetSocketAddress local, InetSocketAddress remote, UdpEvents events)
      throws IOException {
    Udp udp = home.stack().udp();
    IpAddress to = IpAddress.of(remote.getAddress());
    IpAddress from = source(home, local, to);
    for (int tries = 1; ; tries++) {
      int given = local == null ? 0 : local.getPort();
      int port = given == 0 ? home.ports().port(from, to, remote.getPort()) : given;
      try {
        return udp.connect(from, port, to, remote.getPort(), events);
      } catch (UncheckedIOException refused) {
        if (port == given || tries == TRIES) {
          throw refused.getCause();
        }
      }
    }
  }

  private static IpAddress source(StackLoop home, @Nullable InetSocketAddress local, IpAddress to) {
    return local == null || local.getAddress().isAnyLocalAddress()
        ? home.stack().ip().sourceFor(to)
        : IpAddress.of(local.getAddress());
  }

  static Listener listen(
      StackLoop home, InetSocketAddress local, TcpOptions options, int backlog, Acceptor acceptor)
      throws BindException {
    IpLayer ip = home.stack().ip();
    IpAddress at = IpAddress.of(local.getAddress());
    if (!at.isUnspecified() && !ip.config().acceptAny() && !ip.isLocal(at.high(), at.low())) {
      throw new BindException("Cannot assign requested address");
    }
    try {
      return home.stack().tcp().listen(at, local.getPort(), options, backlog, acceptor);
    } catch (IllegalArgumentException taken) {
      throw new BindException("Address already in use");
    }
  }

  static UdpSocket bind(StackLoop home, InetSocketAddress local, UdpEvents events)
      throws IOException {
    try {
      IpAddress at = IpAddress.of(local.getAddress());
      return home.stack().udp().bind(at, local.getPort(), events);
    } catch (UncheckedIOException refused) {
      throw refused.getCause();
    }
  }
}
