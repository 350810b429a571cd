package naru.transport;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.List;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Metrics;
import naru.base.Side;
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

  /**
   * Asks where a service is offered: for its SRV records.
   *
   * @param service such as {@code _http._tcp.naru.test}
   * @param loop where the answer is given; the caller is on it
   * @param span is told how the answer came to be known
   */
  default void services(String service, EventLoop loop, Span span, Discovery discovery) {
    discovery.failed(
        Failure.of(Code.DNS_NO_DATA, Side.US, "nobody is known who could be asked for " + service));
  }

  /**
   * One place of a service. RFC 2782.
   *
   * @param priority lower ones first
   * @param weight its share among those of one priority
   * @param host without a last dot
   */
  record Service(int priority, int weight, int port, String host) {}

  /** Where the places of a service go. */
  interface Discovery {
    /**
     * The records; at least one.
     *
     * @param ttlSeconds their least TTL
     */
    void resolved(List<Service> places, long ttlSeconds);

    void failed(Failure failure);
  }

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
