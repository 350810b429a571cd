package naru.transport.stack;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import naru.stack.tcp.Ending;

/** Why a connection is over, in the exceptions and words that the kernel's sockets use. */
final class Endings {
  private Endings() {}

  /** Of a connection that never came to be. */
  static IOException connecting(Ending why) {
    return switch (why) {
      case REFUSED, PORT_UNREACHABLE -> new ConnectException("Connection refused");
      case RESET -> new ConnectException("Connection reset by peer");
      case TIMED_OUT -> new ConnectException("Connection timed out");
      case NET_UNREACHABLE -> new NoRouteToHostException("Network is unreachable");
      case HOST_UNREACHABLE -> new NoRouteToHostException("No route to host");
      case PROHIBITED -> new NoRouteToHostException("Communication administratively prohibited");
      case NO_PORT -> new BindException("Cannot assign requested address");
      case CLOSED, ABORTED -> new ConnectException("Software caused connection abort");
    };
  }

  /** Of a connection that was open. */
  static IOException broken(Ending why) {
    return switch (why) {
      case RESET, REFUSED -> new IOException("Connection reset by peer");
      case CLOSED, ABORTED -> new IOException("Software caused connection abort");
      case TIMED_OUT, NET_UNREACHABLE, HOST_UNREACHABLE, PORT_UNREACHABLE, PROHIBITED, NO_PORT ->
          new IOException(connecting(why).getMessage());
    };
  }
}
