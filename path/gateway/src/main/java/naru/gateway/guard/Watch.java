package naru.gateway.guard;

import naru.base.Failure;
import naru.base.Side;
import naru.http.Exchange;
import naru.http.PassingGate;
import naru.http.PassingSink;
import naru.http.ResponseHead;
import naru.http.ResponseSink;

/**
 * Hears how a request ends: answered, failed, or not wanted any more; once, and before the exchange
 * can be used for the next one.
 */
public final class Watch extends PassingGate implements PassingSink {
  /** Who wants to know. */
  public interface Ending {
    /**
     * It is over.
     *
     * @param headAtNanos when the head of the response came; 0 if none did
     * @param good whether what is behind coped with it
     */
    void ended(long headAtNanos, boolean good);
  }

  private final Exchange x;
  private final ResponseSink next;
  private final Ending ending;
  private long headAt;
  private boolean serverError;
  private boolean over;

  private Watch(Exchange x, ResponseSink next, Ending ending) {
    this.next = next;
    this.x = x;
    this.ending = ending;
  }

  /** Stands in the way of the exchange from now on. */
  public static void over(Exchange x, Ending ending) {
    Watch watch = new Watch(x, x.out(), ending);
    x.through(watch);
    x.gate(watch);
  }

  @Override
  public ResponseSink next() {
    return next;
  }

  private void finish(boolean good) {
    if (!over) {
      over = true;
      ending.ended(headAt, good);
    }
  }

  @Override
  public void head(ResponseHead head) {
    headAt = x.loopState().clock().nanos();
    serverError = head.status() >= 502 && head.status() <= 504;
    next.head(head);
  }

  @Override
  public void end() {
    finish(!serverError);
    next.end();
  }

  @Override
  public void fail(Failure failure) {
    finish(failure.side() != Side.UPSTREAM);
    next.fail(failure);
  }

  @Override
  public void cancel(Failure why) {
    finish(true);
    source.cancel(why);
  }
}
