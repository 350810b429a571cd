package naru.stack.udp;

import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.random.RandomGenerator;
import naru.base.Clock;
import naru.stack.ip.EphemeralPorts;
import naru.stack.ip.IpLayer;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpProtocol;

/** UDP of one stack: where sockets come from. Confined to the stack's thread. */
public final class Udp {
  /** As a port to {@link #bind}: every port that no other socket has, for transparent relays. */
  public static final int EVERY_PORT = -1;

  private final IpLayer ip;
  private final UdpConfig config;
  private final EphemeralPorts ports;
  private final UdpLayer layer;

  private Udp(IpLayer ip, UdpConfig config, RandomGenerator random) {
    this.ip = ip;
    this.config = config;
    ports = EphemeralPorts.of(config.firstPort(), config.lastPort(), random);
    layer = new UdpLayer(ip, random);
    ip.transport(IpProtocol.UDP, layer);
  }

  /** UDP over this IP, of which it becomes a transport. */
  public static Udp of(IpLayer ip, UdpConfig config, RandomGenerator random) {
    return new Udp(ip, config, random);
  }

  /**
   * From now on connected sockets remember their latest datagrams, for the trace.
   *
   * @param bytesOfEach of each packet, from the IP header on; 0 for the headers
   */
  public void recording(Clock clock, int bytesOfEach) {
    layer.recording(clock, bytesOfEach);
  }

  /**
   * Opens a socket.
   *
   * @param address an address of this host (any, if the host accepts any); {@code 0.0.0.0} for all
   *     of IPv4, {@code ::} for all of both
   * @param port 1..65535; 0 for a free random one; {@link #EVERY_PORT}
   * @throws UncheckedIOException holding a {@link BindException} if that cannot be had
   */
  public UdpSocket bind(IpAddress address, int port, UdpEvents events) {
    if (!bindable(address)) {
      throw refused("Cannot assign requested address: " + address);
    }
    int chosen = port == EVERY_PORT ? UdpSocket.EVERY_PORT : port == 0 ? free(address) : port;
    if (chosen < 0 || chosen > 65535) {
      throw new IllegalArgumentException("port " + port + " is not in 0..65535");
    }
    if (!layer.table().isFree(address, chosen)) {
      throw refused("Address already in use: " + address + " port " + port);
    }
    return open(address, chosen, true, events);
  }

  /**
   * Opens a socket for one peer. With a local port of its own choice it needs that port for itself;
   * with a given one it stands beside a bound socket of the same port and takes precedence for its
   * peer.
   *
   * @param local may be unspecified: then the address that speaks to the peer
   * @param localPort 1..65535; 0 for a free random one
   * @throws UncheckedIOException holding a {@link java.net.SocketException} if that cannot be had
   */
  public UdpSocket connect(
      IpAddress local, int localPort, IpAddress remote, int remotePort, UdpEvents events) {
    if (!bindable(local)) {
      throw refused("Cannot assign requested address: " + local);
    }
    int chosen = localPort == 0 ? free(local) : localPort;
    if (chosen < 0 || chosen > 65535) {
      throw new IllegalArgumentException("port " + localPort + " is not in 0..65535");
    }
    UdpSocket socket = open(local, chosen, localPort == 0, events);
    try {
      socket.connect(remote, remotePort);
      return socket;
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private boolean bindable(IpAddress address) {
    return address.isUnspecified()
        || ip.isLocal(address.high(), address.low())
        || (ip.config().acceptAny() && !address.isMulticast());
  }

  private int free(IpAddress address) {
    int port = ports.find(p -> layer.table().isFree(address, p));
    if (port == 0) {
      throw refused("No free port for " + address);
    }
    return port;
  }

  private UdpSocket open(IpAddress address, int port, boolean owner, UdpEvents events) {
    if (layer.sockets() >= config.maxSockets()) {
      throw refused("Too many sockets: " + config.maxSockets());
    }
    UdpSocket socket = new UdpSocket(layer, address, port, owner, events, config.receiveBytes());
    layer.opened(socket);
    return socket;
  }

  private static UncheckedIOException refused(String why) {
    return new UncheckedIOException(new BindException(why));
  }

  /**
   * Tells users what has come since the last time.
   *
   * @return whether there was anything
   */
  public boolean flush() {
    return layer.flush();
  }

  /** Told each time a first socket has something to tell at the next {@link #flush}. */
  public void whenDirty(Runnable call) {
    layer.whenDirty(call);
  }

  public UdpCounters counters() {
    return layer.counters();
  }

  /** Open sockets. */
  public int sockets() {
    return layer.sockets();
  }
}
