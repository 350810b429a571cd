package naru.http;

/**
 * When a quiet connection to a server is asked by PING whether there is still somebody: after half
 * a minute, then after one minute, after two, and every five minutes from then on. A server that
 * says nothing for {@value #PONG_NANOS} ns has gone.
 *
 * <p>Servers of gRPC count PINGs: one that comes within five minutes of the last, while they send
 * nothing themselves, is a strike, and the third strike ends the connection with all its calls
 * (gRPC's proposal A8; the defaults of all its implementations). So there are two, and DATA or a
 * head from the server, which makes it forget them, begins the count anew; an answer to a PING does
 * not.
 */
final class PingPace {
  static final long PONG_NANOS = 15_000_000_000L;
  static final long FIRST_NANOS = 30_000_000_000L;

  /** What may come any number of times. */
  static final long STEADY_NANOS = 300_000_000_000L;

  private static final int STRIKES = 2;

  private long heard;
  private long pinged;
  private int asked;

  PingPace(long now) {
    heard = now;
  }

  /** Bytes came. */
  void heard(long now) {
    heard = now;
    pinged = 0;
  }

  /** DATA or a head came. */
  void said() {
    asked = 0;
  }

  /** Whether a PING was not answered in time. */
  boolean isDead(long now) {
    return pinged != 0 && now - pinged > PONG_NANOS;
  }

  /** Whether a PING is to be sent now. */
  boolean isDue(long now) {
    if (pinged != 0 || now - heard <= interval()) {
      return false;
    }
    pinged = now;
    asked = Math.min(asked + 1, STRIKES + 1);
    return true;
  }

  private long interval() {
    return asked > STRIKES ? STEADY_NANOS : FIRST_NANOS << asked;
  }
}
