package naru.stack.udp;

import io.netty.buffer.ByteBuf;
import java.util.List;
import naru.stack.ip.IcmpError;
import naru.wire.ip.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One end of datagrams: bound to an address and port, maybe connected to a peer.
 *
 * <p>Made by {@link Udp}. Confined to the stack's thread.
 */
public final class UdpSocket {
  /** The local port of a socket that takes datagrams for every port that nobody else has. */
  static final int EVERY_PORT = 0;

  private final UdpLayer layer;
  private final UdpEvents events;
  private final DatagramQueue queue;
  private final boolean owner;
  private final int localPort;
  private IpAddress localAddress;
  private IpAddress remoteAddress = IpAddress.ANY_V6;
  private int remotePort;
  private boolean connected;
  private boolean open = true;
  private boolean reading = true;
  private boolean dontFragment;
  private int hopLimit;
  private int trafficClass;
  private long dropped;

  /** Null unless it is connected and datagrams are recorded. */
  private @Nullable DatagramLog log;

  /** Who sent last, kept so that a run of datagrams from one peer makes one object. */
  private IpAddress lastPeer = IpAddress.ANY_V6;

  private IpAddress lastOwn = IpAddress.ANY_V6;

  /** Chains of {@link SocketTable} and {@link UdpLayer}. */
  @Nullable UdpSocket nextOfPort;

  @Nullable UdpSocket nextOfPair;
  @Nullable UdpSocket nextDirty;
  boolean dirty;

  UdpSocket(
      UdpLayer layer,
      IpAddress localAddress,
      int localPort,
      boolean owner,
      UdpEvents events,
      int receiveBytes) {
    this.layer = layer;
    this.localAddress = localAddress;
    this.localPort = localPort;
    this.owner = owner;
    this.events = events;
    queue = new DatagramQueue(receiveBytes);
  }

  /** Where datagrams come in; unspecified: at every address of this host. */
  public IpAddress localAddress() {
    return localAddress;
  }

  /** 1..65535; 0 if it takes every port. */
  public int localPort() {
    return localPort;
  }

  /** The peer; unspecified if not connected. */
  public IpAddress remoteAddress() {
    return remoteAddress;
  }

  /** The peer's port; 0 if not connected. */
  public int remotePort() {
    return remotePort;
  }

  public boolean isConnected() {
    return connected;
  }

  public boolean isOpen() {
    return open;
  }

  /** Datagrams that found the receive queue full. */
  public long dropped() {
    return dropped;
  }

  /** What waits to be received, in bytes with overhead. */
  public int waitingBytes() {
    return queue.bytes();
  }

  /** TTL or hop limit of what is sent, 1..255; 0: the stack's. */
  public void hopLimit(int hops) {
    hopLimit = hops;
  }

  /** DSCP &lt;&lt; 2 | ECN of what is sent. */
  public void trafficClass(int value) {
    trafficClass = value & 0xff;
  }

  /** Whether datagrams that do not fit the path are dropped instead of cut (RFC 8085 s. 3.2). */
  public void dontFragment(boolean on) {
    dontFragment = on;
  }

  /** Whether events come; while not, datagrams wait, and are dropped when the queue is full. */
  public void reading(boolean on) {
    reading = on;
    if (on && open && !queue.isEmpty()) {
      layer.markDirty(this);
    }
  }

  /**
   * Takes datagrams from this peer only, and sends to it. Again for another peer.
   *
   * @throws java.io.UncheckedIOException holding a {@link java.net.SocketException} if there is no
   *     way to the peer, or another socket has this pair
   */
  public void connect(IpAddress address, int port) {
    layer.connect(this, address, port);
  }

  /**
   * Sends a datagram; takes the data.
   *
   * @return false if it was dropped; counters tell why
   */
  public boolean send(IpAddress to, int port, ByteBuf data) {
    return layer.send(this, localAddress, localPort, to, port, data);
  }

  /** Sends a datagram to the connected peer; takes the data. */
  public boolean send(ByteBuf data) {
    return layer.send(this, localAddress, localPort, remoteAddress, remotePort, data);
  }

  /**
   * Sends a datagram from any address and port, for relays that answer in another's name; takes the
   * data.
   */
  public boolean sendFrom(IpAddress from, int fromPort, IpAddress to, int port, ByteBuf data) {
    return layer.send(this, from, fromPort, to, port, data);
  }

  /** Ends it; what waits is dropped and no more events come. */
  public void close() {
    if (open) {
      open = false;
      layer.closed(this);
      queue.clear();
    }
  }

  boolean owner() {
    return owner;
  }

  int hopLimit() {
    return hopLimit;
  }

  int trafficClass() {
    return trafficClass;
  }

  boolean dontFragment() {
    return dontFragment;
  }

  void connected(IpAddress local, IpAddress remote, int port) {
    localAddress = local;
    remoteAddress = remote;
    remotePort = port;
    connected = true;
  }

  boolean isPair(
      long ownHigh, long ownLow, int ownPort, long peerHigh, long peerLow, int peerPort) {
    return remotePort == peerPort
        && localPort == ownPort
        && remoteAddress.low() == peerLow
        && remoteAddress.high() == peerHigh
        && localAddress.low() == ownLow
        && localAddress.high() == ownHigh;
  }

  /** 0 not for this address; 3 the address itself, 2 the family's wildcard, 1 every address. */
  int match(long high, long low) {
    if (localAddress.low() == low && localAddress.high() == high) {
      return 3;
    }
    if (!localAddress.isUnspecified()) {
      return 0;
    }
    return !localAddress.isV4() ? 1 : IpAddress.isV4(high, low) ? 2 : 0;
  }

  /** Whether there would be two owners of an address, of the same port. */
  boolean conflictsWith(IpAddress address) {
    return match(address.high(), address.low()) > 0
        || (address.isUnspecified() && (!address.isV4() || localAddress.isV4()));
  }

  /** Whether a datagram of this length may wait; counts it if not. */
  boolean hasRoom(int length) {
    if (queue.hasRoom(length)) {
      return true;
    }
    dropped++;
    return false;
  }

  /** Puts in the queue: data, which it takes, or an error. */
  void enqueue(
      @Nullable ByteBuf data,
      @Nullable IcmpError error,
      long peerHigh,
      long peerLow,
      int peerPort,
      long ownHigh,
      long ownLow,
      int ownPort) {
    queue.add(data, error, peerHigh, peerLow, peerPort, ownHigh, ownLow, ownPort);
    if (reading) {
      layer.markDirty(this);
    }
  }

  /** Tells the user what waits now; what comes meanwhile waits for the next time. */
  void deliver() {
    try {
      for (int n = queue.size(); n > 0 && open && reading && !queue.isEmpty(); n--) {
        deliverFirst();
      }
    } finally {
      if (open && reading && !queue.isEmpty()) {
        layer.markDirty(this);
      }
    }
  }

  private void deliverFirst() {
    ByteBuf data = queue.data();
    IcmpError error = queue.error();
    int peerPort = queue.peerPort();
    int ownPort = queue.ownPort();
    IpAddress peer = lastPeer = same(lastPeer, queue.peerHigh(), queue.peerLow());
    IpAddress own = lastOwn = same(lastOwn, queue.ownHigh(), queue.ownLow());
    queue.remove();
    if (data != null) {
      events.received(this, peer, peerPort, own, ownPort, data);
    } else if (error != null) {
      events.error(this, error, peer, peerPort);
    }
  }

  private static IpAddress same(IpAddress known, long high, long low) {
    return known.low() == low && known.high() == high ? known : new IpAddress(high, low);
  }

  /** What was recorded of its datagrams and not given before; empty if nothing is recorded. */
  public List<RecordedDatagram> recorded() {
    return log == null ? List.of() : log.take();
  }

  void record(boolean sent, ByteBuf packet, int at, int length, int mostBytes, long now) {
    if (log == null) {
      log = new DatagramLog(mostBytes);
    }
    log.add(this, sent, packet, at, length, now);
  }
}
