package naru.transport;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import naru.base.Endpoint;

/** How addresses are written in events and failures: {@code 127.0.0.1:80}, {@code [::1]:80}. */
public final class Addresses {
  /** Whom a PROXY header speaks for; not set without one. */
  static final AttributeKey<InetSocketAddress> TOLD_CLIENT = AttributeKey.valueOf("naru.client");

  private Addresses() {}

  /** Address and port. */
  public static String text(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return new Endpoint(host, address.getPort()).toString();
  }

  /** Our side of a channel. */
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

  /** The other side of a channel. */
  public static InetSocketAddress remote(Channel channel) {
    return (InetSocketAddress) channel.remoteAddress();
  }
}
