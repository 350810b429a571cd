package naru.stack.tcp;

import naru.stack.time.Timer;

/**
 * What a connection waits for. Three things at most at once: the network (retransmission, probes),
 * the delayed acknowledgment, and the end of patience (keep-alive, FIN-WAIT-2); the timer heap
 * holds the earliest.
 */
final class Alarms extends Timer {
  /** What the wait for the network is for. */
  private enum Network {
    NOTHING,
    RETRANSMISSION,
    TAIL_PROBE,
    REORDERING,
    WINDOW_PROBE
  }

  private static final long NEVER = Long.MAX_VALUE;

  /** Delayed ACK: well below the 500 ms of RFC 9293 section 3.8.6.3. */
  private static final long ACK_DELAY_NANOS = 40_000_000L;

  private final Connection c;
  private Network network = Network.NOTHING;
  private long networkAt = NEVER;
  private long ackAt = NEVER;
  private long lifeAt = NEVER;

  /** When the retransmission timer was started (RFC 6298 section 5). */
  long started;

  /** A tail loss probe is out: it ended at {@link #probeEnd}, and was sent before or not. */
  boolean probed;

  boolean probedAgain;
  int probeEnd;

  /** Window probes in a row, and keep-alive probes. */
  private int windowProbes;

  private int keepAlives;

  Alarms(Connection c) {
    this.c = c;
  }

  boolean retransmitting() {
    return network != Network.NOTHING;
  }

  // ---- setting

  /** After each pass over the connection: what the network is waited for now. */
  void rearmNetwork(long now) {
    if (!c.sent.isEmpty()) {
      waitForAcknowledgment(now);
    } else if (c.state.transmits() && Output.isHeldByWindow(c)) {
      waitForWindow(now);
    } else {
      network = Network.NOTHING;
      networkAt = NEVER;
      probed = false;
    }
    settle();
  }

  private void waitForAcknowledgment(long now) {
    long timeout = Math.min(started + c.rtt.rto(), c.snd.progressAt + patience());
    if (c.recovery.rack.until != Rack.NEVER) {
      network = Network.REORDERING;
      networkAt = Math.max(c.recovery.rack.until, now);
      return;
    }
    network = Network.RETRANSMISSION;
    networkAt = timeout;
    long probe = TailProbe.delay(c);
    long probeAt = Math.max(started, c.snd.sentAt) + probe;
    if (probe > 0 && probeAt < timeout) {
      network = Network.TAIL_PROBE;
      networkAt = Math.max(probeAt, now);
    }
  }

  private void waitForWindow(long now) {
    if (network != Network.WINDOW_PROBE) {
      network = Network.WINDOW_PROBE;
      networkAt = now + probeDelay();
    }
  }

  private long probeDelay() {
    return Math.min(c.rtt.rto() << Math.min(windowProbes, 10), 60_000_000_000L);
  }

  /** The timer begins anew: something new was acknowledged, or sent when nothing was under way. */
  void restart(long now) {
    started = now;
  }

  void windowOpened() {
    windowProbes = 0;
    if (network == Network.WINDOW_PROBE) {
      network = Network.NOTHING;
      networkAt = NEVER;
    }
  }

  void delayAck(long now) {
    if (ackAt == NEVER) {
      ackAt = now + ACK_DELAY_NANOS;
      settle();
    }
  }

  /** An acknowledgment went out. */
  void acked() {
    ackAt = NEVER;
  }

  /** A segment came: the other side is there. */
  void heard() {
    keepAlives = 0;
  }

  /** After a change of state or options. */
  void rearmLife(long now) {
    TcpOptions.KeepAlive keepAlive = c.options.keepAlive();
    if (c.state == State.FIN_WAIT_2 && c.orphan) {
      lifeAt = now + c.tcp.config().finWaitNanos();
    } else if (keepAlive.idleNanos() > 0 && (c.state.sends() || c.state == State.FIN_WAIT_2)) {
      long wait = keepAlives == 0 ? keepAlive.idleNanos() : keepAlive.intervalNanos();
      lifeAt = Math.max(c.rcv.heardAt, keepAlives == 0 ? 0 : now) + wait;
    } else {
      lifeAt = NEVER;
    }
    settle();
  }

  private void settle() {
    c.tcp.timers().set(this, Math.min(networkAt, Math.min(ackAt, lifeAt)));
  }

  void cancel() {
    network = Network.NOTHING;
    networkAt = NEVER;
    ackAt = NEVER;
    lifeAt = NEVER;
    c.tcp.timers().cancel(this);
  }

  void checkInvariants() {
    boolean reason =
        switch (network) {
          case NOTHING -> c.sent.isEmpty();
          case RETRANSMISSION, TAIL_PROBE, REORDERING -> !c.sent.isEmpty();
          case WINDOW_PROBE -> c.sent.isEmpty() && Output.isHeldByWindow(c);
        };
    assert reason : "no reason to wait for " + network;
    assert (network == Network.NOTHING) == (networkAt == NEVER) : network + " without a time";
    assert ackAt == NEVER || c.rcv.unacknowledged > 0 : "nothing is there to be acknowledged";
    long first = Math.min(networkAt, Math.min(ackAt, lifeAt));
    assert first == (isSet() ? deadline() : NEVER) : "the timer is set to another time";
  }

  // ---- firing

  @Override
  protected void fire(long now) {
    if (ackAt <= now) {
      ackAt = NEVER;
      c.rcv.ackNow = true;
      c.rcv.delayed = true;
    }
    if (networkAt <= now) {
      networkFired(now);
    }
    if (lifeAt <= now && c.ending == null) {
      lifeFired(now);
    }
    if (c.ending == null) {
      c.tcp.dirty(c);
      settle();
    }
  }

  private void networkFired(long now) {
    Network fired = network;
    network = Network.NOTHING;
    networkAt = NEVER;
    switch (fired) {
      case RETRANSMISSION -> retransmit(now);
      case REORDERING -> {
        c.recovery.rack.until = Rack.NEVER;
        c.recovery.reorderTimeout(c, now);
      }
      case TAIL_PROBE -> c.tcp.output().tailProbe(c, now);
      case WINDOW_PROBE -> probeWindow(now);
      case NOTHING -> {}
    }
  }

  private void retransmit(long now) {
    if (now - c.snd.progressAt >= patience()) {
      c.tcp.finish(c, Ending.TIMED_OUT);
      return;
    }
    probed = false;
    c.recovery.timeout(c, now);
    started = now;
  }

  /** How long nothing may be acknowledged (RFC 9293 section 3.8.3, R2). */
  private long patience() {
    boolean opening = !c.state.synchronised();
    return opening ? c.options.synTimeoutNanos() : c.options.userTimeoutNanos();
  }

  private void probeWindow(long now) {
    // Answers keep a user's connection alive (RFC 9293 section 3.8.6.1); for nobody they do not.
    long since = c.orphan ? c.snd.progressAt : c.rcv.heardAt;
    if (windowProbes > 0 && now - since >= c.options.userTimeoutNanos()) {
      c.tcp.finish(c, Ending.TIMED_OUT);
      return;
    }
    windowProbes++;
    c.tcp.output().windowProbe(c, now);
    waitForWindow(now);
  }

  private void lifeFired(long now) {
    lifeAt = NEVER;
    if (c.state == State.FIN_WAIT_2 && c.orphan) {
      c.tcp.finish(c, Ending.CLOSED);
      return;
    }
    TcpOptions.KeepAlive keepAlive = c.options.keepAlive();
    if (keepAlive.idleNanos() <= 0) {
      return;
    }
    if (!c.sent.isEmpty()) {
      lifeAt = now + keepAlive.idleNanos(); // the data probes: RFC 9293 section 3.8.4, MUST-26
      return;
    }
    if (now - c.rcv.heardAt < keepAlive.idleNanos()) {
      rearmLife(now);
      return;
    }
    if (keepAlives >= keepAlive.probes()) {
      c.tcp.reset(c);
      c.tcp.finish(c, Ending.TIMED_OUT);
      return;
    }
    keepAlives++;
    c.tcp.output().keepAlive(c, now);
    rearmLife(now);
  }
}
