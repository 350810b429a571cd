package naru.transport;

import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import naru.base.Endpoint;

/**
 * How addresses are written in events and failures: {@code 127.0.0.1:80}, {@code [::1]:80}, {@code
 * unix:/run/app.sock}.
 */
public final class Addresses {
  /** Whom a PROXY header speaks for; not set without one. */
  static final AttributeKey<InetSocketAddress> TOLD_CLIENT = AttributeKey.valueOf("naru.client");

  /** What stands before the path of a Unix socket. */
  public static final String UNIX = "unix:";

  /** Our side of a connection to a Unix socket: unix(7) calls a socket without a path so. */
  private static final String UNNAMED = UNIX + "(unnamed)";

  private Addresses() {}

  /** Address and port, or the path of a Unix socket. */
  public static String text(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress host -> text(host);
      case UnixDomainSocketAddress unix -> UNIX + unix.getPath();
      case DomainSocketAddress unix -> UNIX + unix.path();
      default -> address.toString();
    };
  }

  private static String text(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return new Endpoint(host, address.getPort()).toString();
  }

  /** Our side of any channel, for events. */
  public static String localText(Channel channel) {
    SocketAddress local = channel.localAddress();
    return local instanceof InetSocketAddress host ? text(host) : UNNAMED;
  }

  /** Our side of a channel that is no Unix socket. */
  public static InetSocketAddress local(Channel channel) {
    return (InetSocketAddress) channel.localAddress();
  }

  /** The client of a channel that we accepted: as a trusted proxy said, or else the other side. */
  static InetSocketAddress client(Channel channel) {
    InetSocketAddress told = channel.attr(TOLD_CLIENT).get();
    return told == null ? remote(channel) : told;
  }

  /** Whether a trusted proxy in front spoke for the client of a channel. */
  public static boolean isIntroduced(Channel channel) {
    return channel.attr(TOLD_CLIENT).get() != null;
  }

  /** The other side of a channel that is no Unix socket. */
  public static InetSocketAddress remote(Channel channel) {
    return (InetSocketAddress) channel.remoteAddress();
  }
}
