package naru.stack.tcp;

/**
 * The window that is offered (RFC 9293 section 3.8.6): what the receive buffer has room for, never
 * taken back, and never opened by less than a segment or half the buffer (silly window avoidance,
 * section 3.8.6.2.2).
 */
final class ReceiveWindow {
  private ReceiveWindow() {}

  /** Moves the right edge as far as it may go, and gives the window field of a segment. */
  static int advertise(Connection c) {
    Rcv rcv = c.rcv;
    int edge = rcv.nxt + room(c);
    if (edge - rcv.edge >= step(c)) {
      rcv.edge = edge;
    }
    int field = field(rcv);
    rcv.edge = Seq.max(rcv.edge, rcv.nxt + (field << rcv.shift));
    return field;
  }

  /** The window field that reaches the right edge: rounded up, so that the edge stays. */
  static int field(Rcv rcv) {
    return Math.min((rcv.window() + (1 << rcv.shift) - 1) >> rcv.shift, 0xffff);
  }

  /** The window field of a SYN, which is never scaled; not less if it is sent again. */
  static int first(Connection c) {
    int window = Math.min(Math.max(room(c), c.rcv.window()), 0xffff);
    c.rcv.edge = Seq.max(c.rcv.edge, c.rcv.nxt + window);
    return window;
  }

  private static int room(Connection c) {
    int largest = 0xffff << c.rcv.shift;
    return Math.clamp(c.appetite.target() - c.received.orderedBytes(), 0, largest);
  }

  private static int step(Connection c) {
    return Math.max(1, Math.min(c.appetite.target() / 2, c.rcv.mss));
  }

  /** The user took bytes: if that opens the window by much, the other side must hear of it. */
  static void consumed(Connection c, int bytes) {
    c.appetite.consumed(bytes, c.tcp.now());
    if (!c.state.receives() || c.orphan) {
      return;
    }
    int opens = c.rcv.nxt + room(c) - c.rcv.edge;
    int enough = Math.min(c.appetite.target() / 2, Math.max(2 * c.rcv.mss, c.rcv.window() / 2));
    if (opens > 0 && (opens >= enough || c.rcv.window() < c.rcv.mss && opens >= step(c))) {
      c.rcv.windowUpdate = true;
      c.tcp.dirty(c);
    }
  }

  /** The shift with which the largest buffer fits into 16 bits (RFC 7323 section 2.3). */
  static int shiftFor(int bytes) {
    int shift = 0;
    while (shift < 14 && bytes >> shift > 0xffff) {
      shift++;
    }
    return shift;
  }
}
