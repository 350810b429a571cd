package naru.transport.stack;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import naru.testkit.VirtualClock;

/** An event loop without I/O whose time stands still until there is nothing left to do. */
final class VirtualLoop extends ManualIoEventLoop {
  private final VirtualClock clock;

  VirtualLoop(VirtualClock clock) {
    super(null, Thread.currentThread(), executor -> new NoIo(), new Ticking(clock));
    this.clock = clock;
  }

  /** Runs, and moves the time to the next deadline whenever nothing is left, until it is so. */
  void until(BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      if (runNow() == 0) {
        long next = nextScheduledTaskDeadlineNanos();
        if (next < 0) {
          throw new AssertionError("nothing will ever happen again");
        }
        clock.moveTo(Math.max(clock.nanos(), next));
      }
    }
  }

  private record Ticking(VirtualClock clock) implements Ticker {
    @Override
    public long initialNanoTime() {
      return 0;
    }

    @Override
    public long nanoTime() {
      return clock.nanos();
    }

    @Override
    public void sleep(long delay, TimeUnit unit) {
      clock.advance(unit.toNanos(delay));
    }
  }

  private static final class NoIo implements IoHandler {
    @Override
    public int run(IoHandlerContext context) {
      return 0;
    }

    @Override
    public IoRegistration register(IoHandle handle) {
      throw new UnsupportedOperationException("there is no I/O here");
    }

    @Override
    public void wakeup() {}

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
      return false;
    }
  }
}
