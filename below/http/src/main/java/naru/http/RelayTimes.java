package naru.http;

import java.util.concurrent.TimeUnit;

/**
 * How long a relay may take: one try until its response begins, and a call of gRPC as a whole. Kept
 * by the sweep of the loop while there is such a bound. And how long it waits before it does more:
 * until the next try, or one beside the first; kept by a timer of the loop, as these must be exact.
 */
final class RelayTimes implements Sweep.Swept {
  private final Relay relay;
  private final LoopState state;
  private boolean swept;
  private long tryDeadline;
  private long callDeadline;

  /** Counts the exchanges; a timer of one that is over does nothing. */
  private int run;

  RelayTimes(Relay relay, LoopState state) {
    this.relay = relay;
    this.state = state;
  }

  /**
   * An exchange begins.
   *
   * @param callNanos how long its client waits; 0 for no bound
   */
  void begin(long callNanos) {
    run++;
    callDeadline = 0;
    if (callNanos > 0) {
      callDeadline = state.now() + callNanos;
      watch();
    }
  }

  /** A try begins; 0 for no bound. */
  void bound(long tryNanos) {
    if (tryNanos > 0) {
      tryDeadline = state.now() + tryNanos;
      watch();
    }
  }

  /** Its response has begun, or there is no try now. */
  void unbound() {
    tryDeadline = 0;
  }

  void over() {
    tryDeadline = 0;
    callDeadline = 0;
  }

  // ---- waits

  /** The pause before the next try. */
  void wakeAfter(long nanos) {
    state.loop().schedule(new Waking(this, run), nanos, TimeUnit.NANOSECONDS);
  }

  /** The time that the first try has for itself. */
  void hedgeAfter(long nanos) {
    state.loop().schedule(new Hedging(this, run), nanos, TimeUnit.NANOSECONDS);
  }

  private record Waking(RelayTimes times, int exchange) implements Runnable {
    @Override
    public void run() {
      if (times.run == exchange) {
        times.relay.wake();
      }
    }
  }

  private record Hedging(RelayTimes times, int exchange) implements Runnable {
    @Override
    public void run() {
      if (times.run == exchange) {
        times.relay.hedge();
      }
    }
  }

  // ---- bounds

  /** What is left of the time that the client gives; very much if it gives none. */
  long leftNanos() {
    return callDeadline == 0 ? Long.MAX_VALUE : callDeadline - state.now();
  }

  private void watch() {
    if (!swept) {
      swept = true;
      state.sweep().add(this);
    }
  }

  @Override
  public void sweep(long now) {
    if (callDeadline != 0 && now - callDeadline > 0) {
      relay.callOverdue();
    } else if (tryDeadline != 0 && now - tryDeadline > 0) {
      tryDeadline = 0;
      relay.tryOverdue();
    }
  }

  @Override
  public boolean isEnded() {
    boolean ended = tryDeadline == 0 && callDeadline == 0;
    swept &= !ended;
    return ended;
  }
}
