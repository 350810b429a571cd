package naru.gateway.config;

import java.util.List;
import naru.base.Place;
import naru.gateway.change.config.Redirect;

/**
 * Whoever asks in the clear is sent to https, whatever the routes say.
 *
 * @param status 301, 302, 303, 307 or 308
 * @param port of https as clients reach it; 0: 443 for who names no port, {@code listener} for
 *     others
 * @param listener the port that this machine itself has for https; 0 for none
 * @param except paths that are served in the clear
 * @param place where it is said
 */
public record HttpsOnly(int status, int port, int listener, List<PathPattern> except, Place place) {
  /** The port of https that no URL needs to name. */
  public static final int USUAL_PORT = 443;

  public HttpsOnly {
    except = List.copyOf(except);
    GatewayConfig.require(
        Redirect.STATUSES.contains(status), status + " is no status of a redirect");
  }

  /** The same, on a machine with this port for https. */
  HttpsOnly at(int own) {
    return new HttpsOnly(status, port, own, except, place);
  }

  /** Whether a path may be asked for in the clear. */
  public boolean excepts(String path) {
    return except.stream().anyMatch(p -> p.matches(path));
  }

  /**
   * The port to send a client to. One who names a port comes straight to this machine; before one
   * who does not, something may map 80 and 443 to ports of ours.
   */
  public int portFor(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean named = colon > authority.lastIndexOf(']') && colon > 0;
    if (port > 0) {
      return port;
    }
    return named && listener > 0 ? listener : USUAL_PORT;
  }
}
