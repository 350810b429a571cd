package naru.gateway.change;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Side;
import naru.http.Exchange;
import naru.http.PassingGate;
import naru.http.Stop;
import org.jspecify.annotations.Nullable;

/** A request that waits on purpose. It goes nowhere if meanwhile the client or its time does. */
final class HeldRequest extends PassingGate {
  private final Exchange x;
  private final Limit held;
  private final Stop behind;
  private @Nullable ScheduledFuture<?> timer;

  private HeldRequest(Exchange x, Limit held, Stop behind) {
    this.x = x;
    this.held = held;
    this.behind = behind;
  }

  /**
   * Holds it.
   *
   * @param held a place was taken of it, which is given back
   */
  static void hold(Exchange x, long nanos, Limit held, Stop behind) {
    HeldRequest request = new HeldRequest(x, held, behind);
    x.gate(request);
    request.timer = x.loop().schedule(request::goOn, nanos, TimeUnit.NANOSECONDS);
  }

  private void goOn() {
    timer = null;
    held.give(1);
    try {
      behind.enter(x);
    } catch (RuntimeException bug) {
      x.fail(Failure.of(Code.INTERNAL, Side.US, "a stop failed: " + bug).causedBy(bug));
    }
  }

  // ---- between the client's side and who makes the response

  @Override
  public void cancel(Failure why) {
    ScheduledFuture<?> t = timer;
    timer = null;
    if (t != null) {
      t.cancel(false);
      held.give(1);
    }
    source.cancel(why);
  }
}
