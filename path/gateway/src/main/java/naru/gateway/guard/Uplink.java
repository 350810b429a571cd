package naru.gateway.guard;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Failure;
import naru.gateway.guard.config.Pace;
import naru.gateway.guard.core.RateTable;
import naru.http.BodySink;
import naru.http.Exchange;
import naru.http.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Slows a request's body down, as {@link Throttle} does a response: what comes is passed on at
 * once, then no more is read for as long as that takes at the rate allowed. Whoever takes the body
 * may have it read on sooner; what comes then counts on top, so the rate holds over time.
 */
final class Uplink implements BodySink {
  private final Exchange x;
  private final BodySink next;
  private final Pace pace;
  private final RateTable table;
  private final long key;
  private @Nullable ScheduledFuture<?> timer;
  private long heldNanos;

  Uplink(Exchange x, BodySink next, Pace pace, RateTable table, long key) {
    this.x = x;
    this.next = next;
    this.pace = pace;
    this.table = table;
    this.key = key;
  }

  @Override
  public void data(ByteBuf data) {
    int bytes = data.readableBytes();
    next.data(data);
    if (bytes == 0) {
      return;
    }
    long wait = PaceLimit.reserve(x, pace, table, key, bytes);
    if (wait > 0) {
      x.pauseBody();
      if (timer == null) {
        next.flush();
        heldNanos += wait;
        timer = x.loop().schedule(this::goOn, wait, TimeUnit.NANOSECONDS);
      }
    }
  }

  private void goOn() {
    timer = null;
    x.resumeBody();
  }

  private void finish() {
    ScheduledFuture<?> t = timer;
    timer = null;
    if (t != null) {
      t.cancel(false);
    }
    PaceLimit.tell(x, pace, heldNanos);
    heldNanos = 0;
  }

  @Override
  public void trailers(Fields trailers) {
    next.trailers(trailers);
  }

  @Override
  public void end() {
    finish();
    next.end();
  }

  @Override
  public void abort(Failure failure) {
    finish();
    next.abort(failure);
  }

  @Override
  public void flush() {
    next.flush();
  }
}
