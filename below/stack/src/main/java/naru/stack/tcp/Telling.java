package naru.stack.tcp;

/** Tells a connection's user what happened since the last pass, in the order of its life. */
final class Telling {
  private Telling() {}

  static void tell(Connection c) {
    if (c.tellArriving) {
      c.tellArriving = false;
      arriving(c);
    }
    if (c.tellConnected) {
      c.tellConnected = false;
      connected(c);
    }
    ConnectionEvents user = c.events;
    if (c.tellReadable) {
      c.tellReadable = false;
      if (user != null && (c.available() > 0 || c.rcv.ended)) {
        user.readable(c);
      }
    }
    if (c.tellWritable) {
      c.tellWritable = false;
      // What opened may have closed since, with the congestion window; then it is asked for again.
      if (c.events != null && c.ending == null && c.room() > 0) {
        c.events.writable(c);
      }
    }
    if (c.tellEnded) {
      c.tellEnded = false;
      ended(c);
    }
  }

  private static void arriving(Connection c) {
    Listener listener = c.listener;
    if (listener != null && c.held && listener.acceptor().arriving(c)) {
      c.proceed();
    }
  }

  private static void connected(Connection c) {
    Listener listener = c.listener;
    if (listener != null) {
      c.listener = null;
      if (!c.orphan) {
        listener.acceptor().accepted(c);
      }
    } else if (c.events != null) {
      c.events.connected(c);
    }
  }

  private static void ended(Connection c) {
    ConnectionEvents user = c.events;
    Ending why = c.ending;
    if (user != null && why != null) {
      c.events = null;
      user.ended(c, why);
    } else {
      c.received.release();
    }
    c.gone();
  }
}
