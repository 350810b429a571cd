package naru.transport;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.List;
import naru.base.Failure;
import naru.base.Metrics;
import naru.trace.Span;

/** Turns a name into addresses. Never blocks; answers once, on the loop given. Literals too. */
public interface NameResolver {
  /**
   * Asks for the addresses of a host.
   *
   * @param host a name or an address literal without brackets
   * @param loop where the answer is given; the caller is on it
   * @param span is told how the addresses came to be known
   */
  void resolve(String host, EventLoop loop, Span span, Resolution resolution);

  /** Where the answer goes. */
  interface Resolution {
    /** The addresses in the order to try them; at least one. */
    void resolved(List<InetAddress> addresses);

    /**
     * The same, where it is known for how long the answer holds.
     *
     * @param ttlSeconds the least TTL of the records
     */
    default void resolved(List<InetAddress> addresses, long ttlSeconds) {
      resolved(addresses);
    }

    void failed(Failure failure);
  }

  /** The host's own resolver, without metrics. */
  static NameResolver host() {
    return host(new Metrics());
  }

  /** The host's own resolver (the JDK's) on a virtual thread; literals are answered at once. */
  static NameResolver host(Metrics metrics) {
    return new HostResolver(metrics);
  }
}
