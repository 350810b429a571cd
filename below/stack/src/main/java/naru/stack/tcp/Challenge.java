package naru.stack.tcp;

/**
 * Acknowledgments that answer what may be forged or stale (RFC 5961): a true peer corrects itself,
 * a blind attacker learns nothing. Bounded for the whole stack, so that nobody can use them as an
 * amplifier; two stacks that disagree stop after a few (an acknowledgment is not answered by more
 * than one each half second, per connection).
 */
final class Challenge {
  private static final long SECOND = 1_000_000_000L;
  private static final long PER_CONNECTION_NANOS = 500_000_000L;

  private Challenge() {}

  /** A budget of so many in a second. */
  static final class Budget {
    private final int perSecond;
    private long second = Long.MIN_VALUE;
    private int left;

    Budget(int perSecond) {
      this.perSecond = perSecond;
    }

    boolean take(long now) {
      if (second == Long.MIN_VALUE || now - second >= SECOND) {
        second = now;
        left = perSecond;
      }
      return left-- > 0;
    }
  }

  /** Answers with an acknowledgment of where we are, if the stack's budget allows. */
  static void challenge(Connection c, long now) {
    if (c.tcp.challenges().take(now)) {
      c.rcv.ackNow = true;
      c.rcv.challenge = true;
      c.tcp.dirty(c);
      c.tcp.counters.challenges++;
    }
  }

  /**
   * Answers a segment outside the window. Text is always answered: its sender waits. An empty
   * segment is answered once in half a second: two sides that disagree must not go on forever.
   */
  static void outOfWindow(Connection c, Arriving seg) {
    boolean empty = seg.length() == 0;
    if (empty && c.recentlyAnswered(seg.now, PER_CONNECTION_NANOS)) {
      return;
    }
    c.rcv.ackNow = true;
    c.tcp.dirty(c);
  }

  /** Answers an acknowledgment of something never sent. */
  static void acknowledge(Connection c) {
    if (!c.recentlyAnswered(c.tcp.now(), PER_CONNECTION_NANOS)) {
      c.rcv.ackNow = true;
      c.tcp.dirty(c);
    }
  }
}
