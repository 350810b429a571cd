package naru.gateway.guard;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.gateway.guard.config.Pace;
import naru.gateway.guard.core.RateTable;
import naru.http.Exchange;
import naru.http.PassingGate;
import naru.http.PassingSink;
import naru.http.ResponseSink;
import org.jspecify.annotations.Nullable;

/**
 * Slows a response down: what comes is passed on at once, and then its source pauses for as long as
 * that takes at the rate allowed. Nothing is held here.
 */
final class Throttle extends PassingGate implements PassingSink {
  private final Exchange x;
  private final ResponseSink next;
  private final Pace pace;
  private final RateTable table;
  private final long key;
  private @Nullable ScheduledFuture<?> timer;
  private boolean clientIsFull;
  private boolean over;
  private long heldNanos;

  private Throttle(Exchange x, ResponseSink next, Pace pace, RateTable table, long key) {
    this.next = next;
    this.x = x;
    this.pace = pace;
    this.table = table;
    this.key = key;
  }

  /** Stands in the way of the exchange from now on. */
  static void over(Exchange x, Pace pace, RateTable table, long key) {
    Throttle throttle = new Throttle(x, x.out(), pace, table, key);
    x.through(throttle);
    x.gate(throttle);
  }

  @Override
  public ResponseSink next() {
    return next;
  }

  @Override
  public void data(ByteBuf data) {
    int bytes = data.readableBytes();
    next.data(data);
    if (over || bytes == 0) {
      return;
    }
    long wait = PaceLimit.reserve(x, pace, table, key, bytes);
    if (wait > 0 && timer == null) {
      next.flush();
      source.pause();
      heldNanos += wait;
      timer = x.loop().schedule(this::goOn, wait, TimeUnit.NANOSECONDS);
    }
  }

  private void goOn() {
    timer = null;
    if (!over && !clientIsFull) {
      source.resume();
    }
  }

  private void finish() {
    over = true;
    ScheduledFuture<?> t = timer;
    timer = null;
    if (t != null) {
      t.cancel(false);
    }
    PaceLimit.tell(x, pace, heldNanos);
    heldNanos = 0;
  }

  @Override
  public void end() {
    finish();
    next.end();
  }

  @Override
  public void fail(Failure failure) {
    finish();
    next.fail(failure);
  }

  @Override
  public void pause() {
    clientIsFull = true;
    source.pause();
  }

  @Override
  public void resume() {
    clientIsFull = false;
    if (timer == null) {
      source.resume();
    }
  }

  @Override
  public void cancel(Failure why) {
    finish();
    source.cancel(why);
  }
}
