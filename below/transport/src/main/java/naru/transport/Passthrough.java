package naru.transport;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which TLS connections are carried on as they are, by what their ClientHello says. */
@FunctionalInterface
public interface Passthrough {
  /** Decrypts all of them. */
  Passthrough NONE = (serverName, alpn, called) -> null;

  /**
   * Who takes the connection, ClientHello included, which follows as its first bytes; null to
   * decrypt it. Called on its loop.
   *
   * @param serverName in lower case, without a last dot; empty if the client names none
   * @param alpn as the client offers them
   * @param called our address
   */
  Listener.@Nullable Acceptor taker(String serverName, List<String> alpn, InetSocketAddress called);

  /**
   * Who takes a connection that begins with something else than a ClientHello, which follows as it
   * came; null to refuse it. Called on its loop.
   *
   * @param called our address
   */
  default Listener.@Nullable Acceptor takerOfOthers(InetSocketAddress called) {
    return null;
  }
}
