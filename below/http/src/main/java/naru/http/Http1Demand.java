package naru.http;

/**
 * That a server wants HTTP/1.1 though HTTP/2 was chosen, as it says by HTTP_1_1_REQUIRED (RFC 9113
 * section 7). Servers do where a login belongs to the connection, as IIS does for NTLM: it is
 * remembered for a while, as browsers do, so that not every request is sent twice. Shared by all
 * event loops.
 */
final class Http1Demand {
  /** How long it is remembered. */
  static final long NANOS = 300_000_000_000L;

  private volatile boolean made;
  private volatile long since;

  /** The server says so now. */
  void made(long now) {
    since = now;
    made = true;
  }

  /** Whether it said so not long ago. */
  boolean holds(long now) {
    return made && now - since < NANOS;
  }
}
