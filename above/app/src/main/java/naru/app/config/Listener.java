package naru.app.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.base.Endpoint;
import naru.base.IpRange;
import naru.base.Place;

/**
 * One listening socket, such as {@code https://127.0.0.1:8443}.
 *
 * @param at an address literal and a port; port 0 lets the system choose
 * @param proxy that connections begin with a PROXY header; empty for not
 */
public record Listener(Place place, Scheme scheme, Endpoint at, Optional<ProxyProtocol> proxy) {
  /** Connections come from the client itself. */
  public Listener(Place place, Scheme scheme, Endpoint at) {
    this(place, scheme, at, Optional.empty());
  }

  /**
   * A proxy before the listener says who its client is.
   *
   * @param trust who may; those of {@code gateway.trust} if empty
   * @param timeout until the header is complete
   */
  public record ProxyProtocol(Place place, List<IpRange> trust, Duration timeout) {
    public ProxyProtocol {
      trust = List.copyOf(trust);
    }
  }

  /** What is spoken on the socket. */
  public enum Scheme {
    UDP,
    TCP,
    HTTP,
    HTTPS;

    /** Whether its sockets are datagram sockets; these and TCP ports do not collide. */
    public boolean isDatagram() {
      return this == UDP;
    }

    /** As in a URL. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The listener as the file says it. */
  public String url() {
    return scheme.text() + "://" + at;
  }
}
