package naru.app.config;

import java.util.Locale;
import naru.base.Endpoint;
import naru.base.Place;

/**
 * One listening socket, such as {@code https://127.0.0.1:8443}.
 *
 * @param at an address literal and a port; port 0 lets the system choose
 */
public record Listener(Place place, Scheme scheme, Endpoint at) {
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
