package naru.stack.tcp;

import naru.trace.TcpEvent.Why;
import naru.wire.ip.IpAddress;
import naru.wire.tcp.TcpFlags;

/** LISTEN: a port that waits for connections (RFC 9293 section 3.10.7.2). */
public final class Listener {
  /** What an ICMP error needs of a SYN: more than both headers. */
  private static final int QUOTED_BYTES = 128;

  private final Tcp tcp;
  private final IpAddress address;
  private final int port;
  private final TcpOptions options;
  private final int backlog;
  private final Acceptor acceptor;
  private boolean closed;

  /** Connections in SYN-RECEIVED. */
  int halfOpen;

  Listener(
      Tcp tcp, IpAddress address, int port, TcpOptions options, int backlog, Acceptor acceptor) {
    this.tcp = tcp;
    this.address = address;
    this.port = port;
    this.options = options;
    this.backlog = backlog;
    this.acceptor = acceptor;
  }

  /** Where it listens; unspecified for all addresses of its family. */
  public IpAddress address() {
    return address;
  }

  /** The port; -1 for every port. */
  public int port() {
    return port;
  }

  /** Connections that wait for the end of their handshake. */
  public int halfOpen() {
    return halfOpen;
  }

  /** Listens no longer; connections that were accepted stay, others are reset. */
  public void close() {
    if (!closed) {
      closed = true;
      tcp.unlisten(this);
    }
  }

  boolean matches(long high, long low) {
    return address.isUnspecified()
        ? address.isV4() == IpAddress.isV4(high, low) || !address.isV4()
        : address.high() == high && address.low() == low;
  }

  Acceptor acceptor() {
    return acceptor;
  }

  TcpOptions options() {
    return options;
  }

  /** A segment for which there is no connection. */
  void arrives(Flow of, Arriving seg) {
    if (seg.has(TcpFlags.RST)) {
      return;
    }
    if (seg.has(TcpFlags.ACK)) {
      Connection connection = tcp.cookies().accept(this, of, seg);
      if (connection == null) {
        tcp.resetFor(of, seg);
      }
      return;
    }
    if (!seg.has(TcpFlags.SYN)) {
      return;
    }
    if (halfOpen >= Math.min(backlog, tcp.config().halfOpen())) {
      tcp.cookies().answer(this, of, seg);
      return;
    }
    if (!tcp.mayOpen()) {
      tcp.counters.refusedByLimit++;
      return;
    }
    open(of, seg);
  }

  /** A SYN that may become a connection. */
  private void open(Flow of, Arriving seg) {
    Connection c = tcp.create(of, options);
    c.listener = this;
    halfOpen++;
    c.become(State.SYN_RECEIVED);
    Opening.agree(c, seg, false);
    c.snd.iss = tcp.initialSequence(c);
    c.snd.una = c.snd.iss;
    c.snd.nxt = c.snd.iss;
    c.sending.startAt(c.snd.iss + 1);
    c.rcv.heardAt = seg.now;
    c.snd.progressAt = seg.now;
    seg.verdict = Why.IN_ORDER;
    if (options.deferAccept()) {
      c.held = true;
      c.heldPacket = seg.packet.copy(seg.ipAt, Math.min(seg.ipLength, QUOTED_BYTES));
      c.tellArriving = true;
    }
    c.recordedState = State.LISTEN;
    tcp.recordArriving(c);
    tcp.dirty(c);
  }
}
