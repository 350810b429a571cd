package naru.stack.tcp;

import io.netty.buffer.ByteBuf;
import java.util.List;
import naru.wire.ip.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection: the transmission control block (RFC 9293 section 3.3.1) and the calls of
 * its user (section 3.9.1). Confined to the thread of its stack.
 *
 * <p>The calls decide nothing and send nothing: they note what is wanted and put the connection on
 * the list of those that the next pass of {@code Stack.flush} looks at. So any number of calls
 * costs one pass, and a call from within an event never re-enters.
 *
 * <p>Cost: below 1 KiB while idle; the queues hold nothing then.
 */
public final class Connection extends Flow {
  final Tcp tcp;
  final Snd snd = new Snd();
  final Rcv rcv = new Rcv();
  final SendQueue sending = new SendQueue();
  final ReceiveQueue received = new ReceiveQueue();
  final Scoreboard sent = new Scoreboard();
  final Recovery recovery = new Recovery();
  final Rtt rtt = Rtt.of(Rtt.Limits.STANDARD);
  final Alarms alarms = new Alarms(this);
  CongestionControl congestion;
  ReceiveAutotune appetite;
  State state = State.CLOSED;
  TcpOptions options;

  /** Both sides offered it. */
  boolean sackOk;

  boolean timestampsOk;
  boolean ecnOk;

  /** Added to the clock for TSval, so that it tells nothing of the host's uptime. */
  int timestampOffset;

  /** Whom a passive open belongs to, while it is not accepted. */
  @Nullable Listener listener;

  @Nullable ConnectionEvents events;
  @Nullable Ending ending;

  /** The user has closed: nothing is told any more, and text that comes is refused. */
  boolean orphan;

  /** A held SYN waits for {@link #proceed} or {@link #reject}. */
  boolean held;

  /** The SYN that is held, for an ICMP error that quotes it. */
  @Nullable ByteBuf heldPacket;

  /** Is to be looked at by the next pass; {@link #nextDirty} is its place in that list. */
  boolean dirty;

  @Nullable Connection nextDirty;

  boolean tellArriving;
  boolean tellConnected;
  boolean tellReadable;
  boolean tellWritable;
  boolean tellEnded;

  int retransmissions;
  int undone;

  /** When an empty segment outside the window was answered last. */
  private long answeredAt = Long.MIN_VALUE;

  /** The state that was recorded last. */
  State recordedState = State.CLOSED;

  /** Its latest record in the recorder, and up to where they were given away. */
  long lastRecord = -1;

  long recordsGiven = -1;
  private @Nullable Runnable whenGone;

  Connection(Tcp tcp, Flow flow, TcpOptions options, int mss, int timestampOffset) {
    super(flow);
    this.timestampOffset = timestampOffset;
    this.tcp = tcp;
    this.options = options;
    this.appetite = appetite(options, tcp.now());
    this.congestion = control(options.congestion(), mss);
  }

  private static ReceiveAutotune appetite(TcpOptions options, long now) {
    return ReceiveAutotune.of(options.receiveBufferBytes(), options.maxReceiveBufferBytes(), now);
  }

  static CongestionControl control(TcpOptions.Congestion which, int mss) {
    int window = CongestionControl.initialWindow(mss);
    return switch (which) {
      case NEW_RENO -> NewReno.of(mss, window);
      case CUBIC -> Cubic.of(mss, window);
    };
  }

  // ---- what it is

  public IpAddress localAddress() {
    return new IpAddress(localHigh, localLow);
  }

  public int localPort() {
    return localPort;
  }

  public IpAddress remoteAddress() {
    return new IpAddress(remoteHigh, remoteLow);
  }

  public int remotePort() {
    return remotePort;
  }

  public State state() {
    return state;
  }

  public TcpOptions options() {
    return options;
  }

  /** Changes how it behaves; what was agreed in the handshake stays. */
  public void options(TcpOptions changed) {
    if (changed.receiveBufferBytes() != options.receiveBufferBytes()
        || changed.maxReceiveBufferBytes() != options.maxReceiveBufferBytes()) {
      appetite = appetite(changed, tcp.now());
    }
    options = changed;
    alarms.rearmLife(tcp.now());
    tcp.dirty(this);
  }

  /** Who is told what happens from now on. */
  public void events(ConnectionEvents user) {
    events = user;
  }

  /** Its numbers as of now. */
  public TcpInfo info() {
    return new TcpInfo(
        state,
        rtt.srtt(),
        rtt.variance(),
        rtt.rto(),
        congestion.window(),
        congestion.threshold(),
        sent.flight(),
        snd.wnd,
        rcv.window(),
        snd.mss,
        retransmissions,
        undone,
        congestion.name());
  }

  // ---- the user's calls

  /** How many bytes {@link #send} takes now; 0 when the user has to wait for {@code writable}. */
  public int room() {
    if (snd.finQueued || ending != null || orphan) {
      return 0;
    }
    // Twice the congestion window keeps the network busy while the user is asked for more.
    int useful = Math.max(64 << 10, 2 * Math.min(congestion.window(), 1 << 29));
    int room = Math.min(options.sendBufferBytes(), useful) - sending.size();
    if (room <= 0) {
      snd.roomWanted = true;
      return 0;
    }
    return room;
  }

  /**
   * SEND: queues bytes, also more than {@link #room} said. Takes the buffer.
   *
   * @throws IllegalStateException after {@link #shutdownOutput}, {@link #close} or the end
   */
  public void send(ByteBuf data) {
    if (snd.finQueued || ending != null || orphan) {
      data.release();
      throw new IllegalStateException("the connection sends no more: " + state);
    }
    sending.add(data);
    if (state.sends()) {
      tcp.dirty(this);
    }
  }

  /** CLOSE of one direction: FIN follows what was sent. */
  public void shutdownOutput() {
    if (ending != null || snd.finQueued) {
      return;
    }
    if (state == State.SYN_SENT) {
      tcp.finish(this, Ending.CLOSED);
      return;
    }
    snd.finQueued = true;
    switch (state) {
      case ESTABLISHED -> become(State.FIN_WAIT_1);
      case CLOSE_WAIT -> become(State.LAST_ACK);
      case SYN_RECEIVED -> {} // FIN waits for the end of the handshake
      case CLOSED, LISTEN, SYN_SENT, FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK, TIME_WAIT -> {}
    }
    tcp.dirty(this);
  }

  /** RECEIVE: the next bytes in order, for the caller to release; null if there are none now. */
  public @Nullable ByteBuf receive() {
    ByteBuf text = received.take();
    if (text != null) {
      ReceiveWindow.consumed(this, text.readableBytes());
    }
    return text;
  }

  /** Bytes that {@link #receive} has for the user. */
  public int available() {
    return received.orderedBytes();
  }

  /** Whether FIN came and everything before it was taken. */
  public boolean inputEnded() {
    return rcv.ended && received.orderedBytes() == 0;
  }

  /**
   * CLOSE: the user is gone. What was sent still goes out, then FIN; if something was not taken,
   * RST says that it is lost (RFC 2525 section 2.17). Nothing is told afterwards.
   */
  public void close() {
    if (orphan) {
      return;
    }
    events = null;
    if (ending != null) {
      orphan = true;
      received.release();
      return;
    }
    if (received.orderedBytes() > 0 || received.islandBytes() > 0 && !state.receives()) {
      abort();
      return;
    }
    shutdownOutput();
    orphan = true;
    alarms.rearmLife(tcp.now());
  }

  /** ABORT: RST, and everything is forgotten. */
  public void abort() {
    if (ending != null) {
      return;
    }
    events = null;
    orphan = true;
    boolean allSaid = snd.finSent && (state == State.CLOSING || state == State.LAST_ACK);
    if (!allSaid) { // RFC 9293 section 3.10.5
      tcp.reset(this);
    }
    tcp.finish(this, Ending.ABORTED);
  }

  /** Answers a held SYN: the handshake goes on. */
  public void proceed() {
    if (held) {
      held = false;
      dropHeldPacket();
      tcp.dirty(this);
    }
  }

  /** Turns a held SYN down. */
  public void reject(Reject how) {
    if (held) {
      held = false;
      tcp.reject(this, how);
      dropHeldPacket();
      tcp.finish(this, Ending.ABORTED);
    }
  }

  void dropHeldPacket() {
    ByteBuf packet = heldPacket;
    heldPacket = null;
    if (packet != null) {
      packet.release();
    }
  }

  /**
   * What was recorded of its segments and not given before; empty if nothing is recorded. Also
   * after its end.
   */
  public List<Recorded> recorded() {
    return tcp.recorder().take(this);
  }

  /** Is run once when no segment of it will follow any more, or TIME-WAIT begins. */
  public void whenGone(Runnable then) {
    if (ending != null) {
      then.run();
    } else {
      whenGone = then;
    }
  }

  void gone() {
    Runnable then = whenGone;
    whenGone = null;
    if (then != null) {
      then.run();
    }
  }

  // ---- shared by the roles

  void become(State next) {
    assert state.mayBecome(next) : state + " to " + next;
    state = next;
  }

  /** Whether such an answer went out within {@code nanos}; else one does now. */
  boolean recentlyAnswered(long now, long nanos) {
    if (answeredAt != Long.MIN_VALUE && now - answeredAt < nanos) {
      return true;
    }
    answeredAt = now;
    return false;
  }

  /** TSval: milliseconds, which is within the bounds of RFC 7323 section 5.4. */
  int timestamp(long now) {
    return (int) (now / 1_000_000) + timestampOffset;
  }

  void checkInvariants() {
    if (state == State.CLOSED || state == State.LISTEN) {
      return;
    }
    assert Seq.le(snd.una, snd.nxt) : "SND.UNA is beyond SND.NXT";
    sent.checkInvariants(snd.una, snd.nxt);
    received.checkInvariants(rcv.nxt);
    assert sent.isEmpty() || alarms.retransmitting() : "something is under way and no timer runs";
    assert rcv.edge - rcv.nxt >= 0 : "more came than was offered";
    assert Seq.le(rcv.lastAck, rcv.nxt) : "more was acknowledged than came";
    assert rtt.rto() >= Rtt.Limits.STANDARD.minimum() : "the RTO is too short";
    assert rtt.rto() <= Rtt.Limits.STANDARD.maximum() : "the RTO is too long";
    assert congestion.window() >= congestion.mss() : "the window takes no segment";
    if (state.synchronised()) {
      checkQueue();
    }
  }

  /** What is queued begins at SND.UNA, and FIN follows all of it. */
  private void checkQueue() {
    int fin = snd.finSent ? 1 : 0;
    boolean finAcknowledged = fin == 1 && snd.una == sending.end() + 1;
    assert snd.una == sending.first() || finAcknowledged && sending.size() == 0
        : "what is queued does not begin at SND.UNA";
    assert Seq.le(snd.nxt, sending.end() + fin) : "SND.NXT is beyond what was queued";
    assert fin == 0 || snd.finQueued && snd.nxt == sending.end() + 1 : "FIN is not the last";
  }

  /** After a pass nothing is due any more, and no timer runs without a reason. */
  void checkRest() {
    checkInvariants();
    alarms.checkInvariants();
    assert !rcv.ackNow || state == State.SYN_SENT || held : "an acknowledgment was not sent";
  }
}
