package naru.gateway.change;

import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.http.Exchange;
import naru.http.Relay;
import naru.http.Slot;
import naru.http.Sweep;

/**
 * When a request, and its try under way, must be over. One for each exchange that is used again;
 * while none of its requests has a deadline it is not looked at.
 */
public final class Deadline implements Sweep.Swept {
  private static final Slot<Deadline> LAST = Slot.lasting("gateway.deadline");
  private static final long MILLI = 1_000_000;

  private final Exchange x;
  private boolean swept;

  /** Of the request that the deadlines belong to. */
  private long span;

  private long wholeAt;
  private long wholeNanos;
  private long tryAt;
  private long tryNanos;
  private String route = "";

  private Deadline(Exchange x) {
    this.x = x;
  }

  private static Deadline of(Exchange x, String route) {
    Deadline last = x.peek(LAST);
    if (last == null) {
      last = new Deadline(x);
      x.put(LAST, last);
    }
    if (last.span != x.span().id()) {
      last.forget();
      last.span = x.span().id();
    }
    last.route = route;
    if (!last.swept) {
      last.swept = true;
      x.loopState().sweep().add(last);
    }
    return last;
  }

  /** The request must be over in this time. */
  static void ofRequest(Exchange x, String route, long nanos) {
    Deadline d = of(x, route);
    d.wholeNanos = nanos;
    d.wholeAt = x.loopState().clock().nanos() + nanos;
  }

  /** The try that begins now must be over in this time. */
  static void ofTry(Exchange x, String route, long nanos) {
    Deadline d = of(x, route);
    d.tryNanos = nanos;
    d.tryAt = x.loopState().clock().nanos() + nanos;
  }

  /** What is left of the request's time; very much if it has no bound. */
  public static long leftNanos(Exchange x) {
    Deadline last = x.peek(LAST);
    if (last == null || last.wholeNanos <= 0 || last.span != x.span().id()) {
      return Long.MAX_VALUE;
    }
    return last.wholeAt - x.loopState().clock().nanos();
  }

  private void forget() {
    wholeNanos = 0;
    tryNanos = 0;
  }

  @Override
  public void sweep(long now) {
    if (!x.span().isOpen() || x.span().id() != span) {
      forget();
    } else if (wholeNanos > 0 && now - wholeAt > 0) {
      long after = wholeNanos;
      forget();
      Side side = x.hasBody() ? Side.US : Side.UPSTREAM;
      x.fail(Failure.of(Code.GATEWAY_REQUEST_TIMEOUT, side, late("the request", after)));
    } else if (tryNanos > 0 && now - tryAt > 0) {
      long after = tryNanos;
      tryNanos = 0;
      Relay.failTry(
          x, Failure.of(Code.GATEWAY_BACKEND_TIMEOUT, Side.UPSTREAM, late("the try", after)));
    }
  }

  private String late(String what, long nanos) {
    return what + " took longer than " + nanos / MILLI + " ms, the limit of route '" + route + "'";
  }

  @Override
  public boolean isEnded() {
    boolean ended = wholeNanos == 0 && tryNanos == 0;
    swept &= !ended;
    return ended;
  }
}
