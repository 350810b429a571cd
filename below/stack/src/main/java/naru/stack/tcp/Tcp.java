package naru.stack.tcp;

import io.netty.buffer.ByteBuf;
import java.util.random.RandomGenerator;
import naru.base.Clock;
import naru.stack.ip.IcmpError;
import naru.stack.ip.IpLayer;
import naru.stack.ip.Transport;
import naru.stack.time.TimerHeap;
import naru.trace.TcpEvent.Why;
import naru.wire.ip.IpAddress;
import naru.wire.ip.IpView;
import naru.wire.tcp.TcpFlags;
import org.jspecify.annotations.Nullable;

/**
 * TCP of one host: finds the connection of a segment, opens and forgets connections, and runs the
 * pass that tells users and sends. Confined to the thread of its stack.
 */
public final class Tcp implements Transport {
  private static final int TCP_HEADER = 20;

  private final IpLayer ip;
  private final TimerHeap timers;
  private final Clock clock;
  private final TcpConfig config;
  private final RandomGenerator random;
  private final FlowTable flows = new FlowTable();
  private final TimeWaits waits;
  private final Listeners listeners = new Listeners();
  private final Strays strays;
  private final IsnSource numbers;
  private final PortPicker ports;
  private final Cookies cookies;
  private final SegmentRing recorder;
  private final Transmitter transmitter;
  private final Output output;
  private final Challenge.Budget challenges;
  private final long key0;
  private final long key1;
  private Runnable whenDirty = () -> {};
  private @Nullable Connection dirtyHead;
  private @Nullable Connection dirtyTail;
  final TcpCounters counters = new TcpCounters();
  final Delivery delivery = new Delivery();
  final Arriving arriving = new Arriving();

  private Tcp(IpLayer ip, TimerHeap timers, Clock clock, TcpConfig config, RandomGenerator random) {
    this.ip = ip;
    this.timers = timers;
    this.clock = clock;
    this.config = config;
    this.random = random;
    this.waits = new TimeWaits(flows, timers, config);
    this.numbers = IsnSource.of(random);
    this.ports = PortPicker.of(random);
    this.cookies = new Cookies(this, random);
    this.recorder = new SegmentRing(config.recordedSegments(), config.recordedBytes());
    this.transmitter = new Transmitter(ip, recorder);
    this.output = new Output(ip, transmitter);
    this.challenges = new Challenge.Budget(config.challengesPerSecond());
    this.strays = new Strays(this, listeners, waits, config);
    this.key0 = random.nextLong();
    this.key1 = random.nextLong();
  }

  /** TCP above IP; the caller registers it there. */
  public static Tcp of(
      IpLayer ip, TimerHeap timers, Clock clock, TcpConfig config, RandomGenerator random) {
    return new Tcp(ip, timers, clock, config, random);
  }

  // ---- users

  /**
   * OPEN, active. The connection is returned at once and tells by its events what became of it,
   * also when there is no way or no port.
   *
   * @param local unspecified for the address that speaks to the remote one
   * @param localPort 0 for a free one
   */
  public Connection connect(
      IpAddress local,
      int localPort,
      IpAddress remote,
      int remotePort,
      TcpOptions options,
      ConnectionEvents events) {
    IpAddress from = local.isUnspecified() ? ip.sourceFor(remote) : local;
    boolean reachable = !from.isUnspecified() && ip.isReachable(remote.high(), remote.low());
    int port = localPort != 0 || !reachable ? localPort : freePort(from, remote, remotePort);
    Flow pair = pair(from.high(), from.low(), port, remote.high(), remote.low(), remotePort);
    Connection c = new Connection(this, pair, options, 536, random.nextInt());
    c.events(events);
    if (!reachable || port == 0 || find(pair) != null) {
      c.ending = reachable ? Ending.NO_PORT : Ending.NET_UNREACHABLE;
      c.tellEnded = true;
      dirty(c);
      return c;
    }
    flows.add(c);
    counters.opened++;
    c.become(State.SYN_SENT);
    c.snd.iss = initialSequence(c);
    c.snd.una = c.snd.iss;
    c.snd.nxt = c.snd.iss;
    c.sending.startAt(c.snd.iss + 1);
    c.rcv.mss = 536;
    dirty(c);
    return c;
  }

  private int freePort(IpAddress from, IpAddress remote, int remotePort) {
    return ports.pick(
        from.high(),
        from.low(),
        remote.high(),
        remote.low(),
        remotePort,
        port ->
            listeners.isTaken(port)
                || find(
                        pair(
                            from.high(), from.low(), port, remote.high(), remote.low(), remotePort))
                    != null);
  }

  /**
   * OPEN, passive.
   *
   * @param address unspecified for all; the IPv6 one takes both families
   * @param port 0 for a free one, -1 for every port (with an accept-any IP layer: transparent)
   * @param backlog most connections in SYN-RECEIVED before cookies are used
   * @throws IllegalArgumentException if the port is taken for this address
   */
  public Listener listen(
      IpAddress address, int port, TcpOptions options, int backlog, Acceptor acceptor) {
    int chosen =
        port == 0 ? ports.pick(address.high(), address.low(), 0, 0, 0, listeners::isTaken) : port;
    Listener listener = new Listener(this, address, chosen, options, backlog, acceptor);
    listeners.add(listener);
    return listener;
  }

  void unlisten(Listener listener) {
    listeners.remove(listener);
    flows.forEach(
        f -> {
          if (f instanceof Connection c && c.listener == listener) {
            reset(c);
            finish(c, Ending.ABORTED);
          }
        });
  }

  /** Connections, without those in TIME-WAIT. */
  public int connections() {
    return flows.size() - waits.size();
  }

  /** Entries in TIME-WAIT. */
  public int timeWaits() {
    return waits.size();
  }

  public TcpCounters counters() {
    return counters;
  }

  // ---- segments

  @Override
  public void input(IpView view, ByteBuf frame, boolean trusted, int gsoSize, long now) {
    counters.segmentsReceived++;
    Arriving seg = arriving;
    if (!seg.header.read(frame, view.payloadAt(), view.payloadLength())) {
      counters.malformed++;
      return;
    }
    if (!trusted && !seg.header.checksumOk(view, frame)) {
      counters.badChecksums++;
      return;
    }
    seg.read(frame, view, gsoSize, now);
    long lh = view.destinationHigh();
    long ll = view.destinationLow();
    long rh = view.sourceHigh();
    long rl = view.sourceLow();
    int lp = seg.header.destinationPort();
    int rp = seg.header.sourcePort();
    int hash = hash(lh, ll, lp, rh, rl, rp);
    switch (flows.find(hash, lh, ll, lp, rh, rl, rp)) {
      case Connection c -> {
        SegmentArrives.at(c, seg);
        recordArriving(c);
        assert checked(c);
      }
      case TimeWait w -> strays.inTimeWait(w, seg);
      case SocketPair _ -> throw new AssertionError("a pair is never kept");
      case null -> strays.forNone(new SocketPair(lh, ll, lp, rh, rl, rp, hash), seg);
    }
    seg.done();
  }

  /** Remembers the segment that is being read, once, and before what answers it. */
  void recordArriving(Connection c) {
    if (arriving.isUnrecorded()) {
      arriving.recorded();
      recorder.received(c, arriving);
    }
  }

  private static boolean checked(Connection c) {
    if (c.ending == null) {
      c.checkInvariants();
    }
    return true;
  }

  private static boolean rests(Connection c) {
    if (c.ending == null) {
      c.checkRest();
    }
    return true;
  }

  /** A RST to whoever sent a segment that belongs to nobody. */
  void resetFor(Flow of, Arriving seg) {
    strays.reset(of, seg);
  }

  @Override
  public boolean sent(
      long srcHigh, long srcLow, long dstHigh, long dstLow, ByteBuf quoted, int at, int length) {
    Connection c = quotedConnection(srcHigh, srcLow, dstHigh, dstLow, quoted, at);
    if (c == null) {
      return false;
    }
    int seq = quoted.getInt(at + 4);
    return Seq.le(c.snd.una, seq) && Seq.le(seq, c.snd.nxt);
  }

  @Override
  public void icmpError(
      IcmpError kind,
      int mtu,
      long srcHigh,
      long srcLow,
      long dstHigh,
      long dstLow,
      ByteBuf quoted,
      int at,
      int length,
      long now) {
    Connection c = quotedConnection(srcHigh, srcLow, dstHigh, dstLow, quoted, at);
    if (c != null) {
      Notices.take(c, kind, now);
    }
  }

  private @Nullable Connection quotedConnection(
      long srcHigh, long srcLow, long dstHigh, long dstLow, ByteBuf quoted, int at) {
    int lp = quoted.getUnsignedShort(at);
    int rp = quoted.getUnsignedShort(at + 2);
    Flow flow = find(pair(srcHigh, srcLow, lp, dstHigh, dstLow, rp));
    return flow instanceof Connection c ? c : null;
  }

  // ---- the pass

  /** Told once each time a first connection waits for {@link #flush}. */
  public void whenDirty(Runnable call) {
    whenDirty = call;
  }

  void dirty(Connection c) {
    if (c.dirty) {
      return;
    }
    c.dirty = true;
    Connection tail = dirtyTail;
    dirtyTail = c;
    if (tail == null) {
      dirtyHead = c;
      whenDirty.run();
    } else {
      tail.nextDirty = c;
    }
  }

  /** Whether {@link #flush} has something to do. */
  public boolean isDirty() {
    return dirtyHead != null;
  }

  /** Tells users what happened, then sends; until nothing is left. */
  public void flush(long now) {
    for (Connection c = dirtyHead; c != null; c = dirtyHead) {
      Telling.tell(c);
      dirtyHead = c.nextDirty;
      c.nextDirty = null;
      if (dirtyHead == null) {
        dirtyTail = null;
      }
      c.dirty = false;
      output.pass(c, now);
      assert rests(c);
    }
  }

  /** Gives back what connections hold. Nobody is told. */
  public void close() {
    flows.forEach(
        f -> {
          if (f instanceof Connection c) {
            c.alarms.cancel();
            c.sent.clear();
            c.sending.release();
            c.received.release();
            c.dropHeldPacket();
          }
        });
  }

  // ---- for the roles

  Connection create(Flow of, TcpOptions options) {
    Connection c = unlisted(of, options);
    flows.add(c);
    return c;
  }

  /** A connection that nobody can find: for an answer that is not remembered. */
  Connection unlisted(Flow of, TcpOptions options) {
    Connection c = new Connection(this, of, options, 536, random.nextInt());
    c.rcv.mss = 536;
    return c;
  }

  void opened(Connection c) {
    Listener listener = c.listener;
    if (listener != null) {
      listener.halfOpen--;
      counters.accepted++;
    }
  }

  /** The connection is over and forgotten; its user hears of it in the next pass. */
  void finish(Connection c, Ending why) {
    if (c.ending != null) {
      return;
    }
    Listener listener = c.listener;
    if (listener != null && c.state == State.SYN_RECEIVED) {
      listener.halfOpen--;
      c.listener = null;
    }
    flows.remove(c);
    over(c, why);
    c.state = State.CLOSED;
  }

  /** Both sides have closed, and we must stay to answer. */
  void timeWait(Connection c, boolean acknowledge, long now) {
    c.become(State.TIME_WAIT);
    if (acknowledge) {
      transmitter.acknowledgment(c, c.snd.nxt, Why.ACK, now);
    }
    waits.enter(c, now);
    over(c, Ending.CLOSED);
  }

  private void over(Connection c, Ending why) {
    counters.ended++;
    c.ending = why;
    c.alarms.cancel();
    c.sending.release();
    c.sent.clear();
    c.dropHeldPacket();
    if (c.orphan) {
      c.received.release();
    }
    c.tellEnded = true;
    dirty(c);
  }

  /** RST for a connection that is given up. */
  void reset(Connection c) {
    if (c.state == State.SYN_SENT || c.state == State.CLOSED || c.state == State.TIME_WAIT) {
      return;
    }
    transmitter.bare(
        c, c.snd.nxt, c.rcv.nxt, TcpFlags.RST | TcpFlags.ACK, Why.RESET, clock.nanos());
    counters.resetsSent++;
  }

  /** Turns a held SYN down. */
  void reject(Connection c, Reject how) {
    long now = clock.nanos();
    switch (how) {
      case RESET -> transmitter.bare(c, 0, c.rcv.nxt, TcpFlags.RST | TcpFlags.ACK, Why.RESET, now);
      case HOST_UNREACHABLE -> quote(c, IcmpError.HOST_UNREACHABLE, now);
      case PORT_UNREACHABLE -> quote(c, IcmpError.PORT_UNREACHABLE, now);
      case PROHIBITED -> quote(c, IcmpError.ADMIN_PROHIBITED, now);
      case DROP -> {}
    }
  }

  private void quote(Connection c, IcmpError kind, long now) {
    ByteBuf packet = c.heldPacket;
    if (packet != null) {
      ip.icmp().error(kind, packet, packet.readerIndex(), packet.readableBytes(), now);
    }
  }

  /** Whether another connection may be opened by the other side. */
  boolean mayOpen() {
    return connections() < config.connections();
  }

  /** ISS: in TIME-WAIT's place it begins beyond all that was sent (RFC 9293 section 3.4.3). */
  int initialSequence(Connection c) {
    TimeWait before = strays.replaced();
    if (before != null) {
      return before.sndNxt + (1 << 16) + 1;
    }
    return numbers.isn(
        c.localHigh, c.localLow, c.localPort, c.remoteHigh, c.remoteLow, c.remotePort, now());
  }

  private int hash(long lh, long ll, int lp, long rh, long rl, int rp) {
    long h = SipHash.hash(key0, key1, lh, ll, rh, rl, (long) lp << 32 | rp);
    return (int) (h ^ h >>> 32);
  }

  private Flow pair(long lh, long ll, int lp, long rh, long rl, int rp) {
    return new SocketPair(lh, ll, lp, rh, rl, rp, hash(lh, ll, lp, rh, rl, rp));
  }

  private @Nullable Flow find(Flow f) {
    return flows.find(
        f.hash, f.localHigh, f.localLow, f.localPort, f.remoteHigh, f.remoteLow, f.remotePort);
  }

  /** The largest text that the path carries. */
  int pathMss(Flow f) {
    return ip.pathMtu(f.remoteHigh, f.remoteLow) - ip.headerBytes(f.v4()) - TCP_HEADER;
  }

  /** The MSS that we offer: what our link takes. */
  int offeredMss(Connection c) {
    int most = Math.min(pathMss(c), 0xffff);
    return c.options.maxSegmentBytes() > 0 ? Math.min(most, c.options.maxSegmentBytes()) : most;
  }

  long now() {
    return clock.nanos();
  }

  TimerHeap timers() {
    return timers;
  }

  TcpConfig config() {
    return config;
  }

  Cookies cookies() {
    return cookies;
  }

  SegmentRing recorder() {
    return recorder;
  }

  Transmitter transmitter() {
    return transmitter;
  }

  Output output() {
    return output;
  }

  Challenge.Budget challenges() {
    return challenges;
  }
}
