package naru.transport;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where to dial, and how.
 *
 * @param address resolved
 * @param tls null for plain TCP
 * @param serverName SNI, and the name that the certificate must be good for; unused for plain TCP
 * @param connectTimeoutNanos at least a millisecond
 * @param handshakeTimeoutNanos at least a millisecond; unused for plain TCP
 */
public record Target(
    InetSocketAddress address,
    @Nullable ClientTls tls,
    String serverName,
    long connectTimeoutNanos,
    long handshakeTimeoutNanos) {
  public Target {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(address + " is not resolved");
    }
  }

  /** Plain TCP to an address. */
  public static Target plain(InetSocketAddress address, long connectTimeoutNanos) {
    return new Target(address, null, "", connectTimeoutNanos, 0);
  }
}
