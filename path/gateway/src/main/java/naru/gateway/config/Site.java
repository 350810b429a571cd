package naru.gateway.config;

import java.net.UnixDomainSocketAddress;
import naru.base.Endpoint;
import naru.transport.Addresses;

/** Where a server is. Its text is what the trace, the metrics and the status call it. */
public sealed interface Site {
  /**
   * A host and a port.
   *
   * @param to a name is resolved at the start and from time to time
   */
  record Host(Endpoint to) implements Site {
    public Host {
      GatewayConfig.require(to.port() > 0, "a target needs a port");
    }

    @Override
    public String toString() {
      return to.toString();
    }
  }

  /** A service (RFC 2782), whose records say host, port, weight and priority. */
  record Service(String name) implements Site {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A Unix socket of this machine, by its path. It is not looked for before it is dialed. */
  record Socket(UnixDomainSocketAddress at) implements Site {
    /** Most bytes of a path: sun_path of unix(7) has 108 with the zero behind it. */
    public static final int MOST_BYTES = 107;

    @Override
    public String toString() {
      return Addresses.text(at);
    }
  }
}
