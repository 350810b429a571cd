package naru.transport.stack;

import naru.wire.ip.IpAddress;

/** Which source port a new flow gets. */
@FunctionalInterface
interface PortChoice {
  /** The stack chooses (RFC 6056). */
  PortChoice ANY = (local, remote, remotePort) -> 0;

  /** A port, or 0 to leave it to the stack; another one when asked again, since it may be taken. */
  int port(IpAddress local, IpAddress remote, int remotePort);
}
