package naru.transport.stack;

import io.netty.buffer.ByteBuf;
import io.netty.util.internal.PlatformDependent;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Frames from other loops on their way to a stack: a bounded queue, and one task on the stack's
 * loop for all that lie in it. May be filled by any thread.
 */
final class Inbox {
  private static final int MOST = 16_384;

  /** Frames of one turn; more wait for the next, so that the loop's other work gets its turn. */
  private static final int TURN = 256;

  private final StackLoop driver;
  private final Queue<ByteBuf> frames = PlatformDependent.newMpscQueue(MOST);
  private final AtomicBoolean called = new AtomicBoolean();
  private final LongAdder dropped = new LongAdder();
  private volatile boolean closed;

  Inbox(StackLoop driver) {
    this.driver = driver;
  }

  /** Takes a frame; false if it was dropped for lack of room. */
  boolean put(ByteBuf frame) {
    if (closed || !frames.offer(frame)) {
      frame.release();
      dropped.increment();
      return false;
    }
    call();
    return true;
  }

  private void call() {
    if (called.compareAndSet(false, true)) {
      try {
        driver.loop().execute(this::turn);
      } catch (RejectedExecutionException over) {
        closed = true;
      }
    }
  }

  private void turn() {
    called.set(false);
    driver.begin();
    for (int i = 0; i < TURN; i++) {
      ByteBuf frame = frames.poll();
      if (frame == null) {
        break;
      }
      driver.frame(frame);
    }
    driver.end();
    if (!frames.isEmpty()) {
      call();
    }
  }

  /** Called on the stack's loop: lets go of everything. */
  void close() {
    closed = true;
    for (ByteBuf frame = frames.poll(); frame != null; frame = frames.poll()) {
      frame.release();
    }
  }

  /** Frames for which there was no room. */
  long dropped() {
    return dropped.sum();
  }
}
