package naru.transport;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where to dial, and how.
 *
 * @param address resolved; or {@link java.net.UnixDomainSocketAddress}: a socket of this machine
 * @param tls null for plain TCP
 * @param serverName SNI, and the name that the certificate must be good for; unused for plain TCP
 * @param connectTimeoutNanos at least a millisecond
 * @param handshakeTimeoutNanos at least a millisecond; unused for plain TCP
 * @param onBehalf what the server is told first; null for nothing
 */
public record Target(
    SocketAddress address,
    @Nullable ClientTls tls,
    String serverName,
    long connectTimeoutNanos,
    long handshakeTimeoutNanos,
    @Nullable OnBehalf onBehalf) {
  /** Without a PROXY header. */
  public Target(
      SocketAddress address,
      @Nullable ClientTls tls,
      String serverName,
      long connectTimeoutNanos,
      long handshakeTimeoutNanos) {
    this(address, tls, serverName, connectTimeoutNanos, handshakeTimeoutNanos, null);
  }

  public Target {
    if (address instanceof InetSocketAddress host && host.isUnresolved()) {
      throw new IllegalArgumentException(address + " is not resolved");
    }
  }

  /** The same, where the server is told first for whom the connection is made. */
  public Target onBehalf(OnBehalf client) {
    return new Target(address, tls, serverName, connectTimeoutNanos, handshakeTimeoutNanos, client);
  }

  /** No TLS. */
  public static Target plain(SocketAddress address, long connectTimeoutNanos) {
    return new Target(address, null, "", connectTimeoutNanos, 0);
  }
}
