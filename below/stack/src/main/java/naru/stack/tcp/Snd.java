package naru.stack.tcp;

/** The send sequence variables (RFC 9293 section 3.3.1), and what goes with them. */
final class Snd {
  /** SND.UNA: the oldest number not acknowledged. */
  int una;

  /** SND.NXT: the next number to be sent. */
  int nxt;

  /** SND.WND in bytes, scaled. */
  int wnd;

  /** SND.WL1, SND.WL2: numbers of the segment that set the window last. */
  int wl1;

  int wl2;

  /** ISS: the initial number. */
  int iss;

  /** The largest window the other side ever offered (Max.SND.WND, RFC 9293 section 3.8.6.2.1). */
  int maxWnd;

  /** The shift that the other side's windows come with (Snd.Wind.Shift, RFC 7323). */
  int shift;

  /** Largest text of a segment without options: of the other side's MSS and the path's MTU. */
  int mss;

  /** The other side's MSS option, or the default. */
  int peerMss;

  /** The end of the last segment that was smaller than the MSS (Minshall). */
  int small;

  /** The user will send no more. */
  boolean finQueued;

  /** FIN went out; its number is SND.NXT - 1. */
  boolean finSent;

  /** An octet beyond SND.NXT went out as a window probe. */
  boolean probed;

  /** Something was held back by the congestion window when we sent last. */
  boolean congestionLimited;

  /** The user found no room. */
  boolean roomWanted;

  /** ECN: the next new data says CWR. */
  boolean reduced;

  /** When SND.UNA moved last, or sending began after all was acknowledged. */
  long progressAt;

  /** When something was sent last. */
  long sentAt;
}
