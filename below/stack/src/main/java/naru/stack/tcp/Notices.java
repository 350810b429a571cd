package naru.stack.tcp;

import naru.stack.ip.IcmpError;

/**
 * What ICMP says of a segment of ours (RFC 9293 section 3.9.2.2, RFC 5461): while the connection is
 * being opened it ends it; later nobody on the way may.
 */
final class Notices {
  private Notices() {}

  static void take(Connection c, IcmpError kind, long now) {
    if (kind == IcmpError.TOO_BIG) {
      pathShrank(c);
      return;
    }
    if (c.state.synchronised() || c.state == State.SYN_RECEIVED && c.listener != null) {
      return; // soft: the retransmission timer decides
    }
    switch (kind) {
      case NET_UNREACHABLE -> c.tcp.finish(c, Ending.NET_UNREACHABLE);
      case HOST_UNREACHABLE -> c.tcp.finish(c, Ending.HOST_UNREACHABLE);
      case PORT_UNREACHABLE, PROTOCOL_UNREACHABLE -> c.tcp.finish(c, Ending.PORT_UNREACHABLE);
      case ADMIN_PROHIBITED -> c.tcp.finish(c, Ending.PROHIBITED);
      case TIME_EXCEEDED, PARAMETER_PROBLEM, TOO_BIG -> {}
    }
  }

  /** Another connection to the same destination may have learnt that its path is narrower. */
  static void followPath(Connection c) {
    int path = c.tcp.pathMss(c);
    if (path > 0 && c.snd.mss > path - (c.timestampsOk ? 12 : 0)) {
      pathShrank(c);
    }
  }

  /** Path MTU discovery (RFC 1191, 8201): what was too big goes again in smaller pieces. */
  private static void pathShrank(Connection c) {
    int before = c.snd.mss;
    Opening.segmentSize(c);
    if (c.snd.mss >= before || !c.state.synchronised()) {
      return;
    }
    c.recovery.pathShrank(c);
    c.tcp.dirty(c);
  }
}
