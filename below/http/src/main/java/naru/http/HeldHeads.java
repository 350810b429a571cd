package naru.http;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * Heads of responses that came without a first byte of their body. Servers often send the two one
 * after the other, so that the body is there a moment later: a head waits until the loop has looked
 * once more for what came, without blocking, and then goes out, alone or with its body in one
 * write. One per loop; the wait has no timer and no length of its own.
 */
final class HeldHeads {
  private final EventLoop loop;
  private final List<ResponseWriter> held = new ArrayList<>();
  private final Runnable release = this::release;
  private final Runnable lookOnceMore;

  HeldHeads(EventLoop loop) {
    this.loop = loop;
    this.lookOnceMore = () -> loop.execute(release);
  }

  /** Keeps the head for a moment; false if this loop cannot. */
  boolean hold(ResponseWriter head) {
    if (!(loop instanceof SingleThreadEventLoop turns)) {
      return false;
    }
    held.add(head);
    if (held.size() == 1) {
      // At the end of this turn; what it executes then runs behind the reads of the next one.
      turns.executeAfterEventLoopIteration(lookOnceMore);
    }
    return true;
  }

  private void release() {
    for (int i = 0; i < held.size(); i++) {
      held.get(i).release();
    }
    held.clear();
  }
}
