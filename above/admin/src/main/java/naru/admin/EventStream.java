package naru.admin;

import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import naru.base.Failure;
import naru.base.Limit;
import naru.http.Exchange;
import naru.http.ResponseSource;
import naru.trace.Trace;
import naru.trace.TraceFollower;
import naru.trace.TraceId;
import naru.trace.TraceSummary;
import naru.trace.render.TraceJson;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream. A virtual thread waits for traces and has the loop write them, one at a
 * time: a client that reads slowly makes the thread wait, then its follower drops, and the client
 * gets a {@code gap} event with the number.
 */
final class EventStream implements ResponseSource {
  /** How long nothing may be said: a comment shows the client that we are there. */
  static final Duration PING = Duration.ofSeconds(10);

  private static final long RETRY_MILLIS = 2000;

  private final Exchange x;
  private final TraceFollower follower;
  private final TraceFilter filter;
  private final Limit limit;
  private final Set<TraceId> replayed = new HashSet<>();
  private long gapsTold;
  private boolean gone;
  private boolean over;
  private boolean paused;
  private @Nullable Thread taking;

  /**
   * What was before the stream began.
   *
   * @param incomplete whether there was more that is not known any more
   */
  record Earlier(List<Trace> traces, boolean incomplete) {}

  EventStream(Exchange x, TraceFollower follower, TraceFilter filter, Limit limit) {
    this.x = x;
    this.follower = follower;
    this.filter = filter;
    this.limit = limit;
  }

  /** Writes until the client goes. On a thread of its own. */
  void run(Supplier<Earlier> before) {
    try {
      write("retry: " + RETRY_MILLIS + "\n\n");
      replay(before.get());
      while (!isGone()) {
        follow();
      }
    } catch (InterruptedException | RejectedExecutionException end) {
      finish(); // the client has gone, or the program ends
    } finally {
      follower.close();
      limit.give(1);
    }
  }

  private void finish() {
    try {
      x.loop()
          .execute(
              () -> {
                if (!isGone()) {
                  x.out().end();
                }
              });
    } catch (RejectedExecutionException ended) {
      return; // with all its connections
    }
  }

  private void replay(Earlier earlier) throws InterruptedException {
    if (earlier.incomplete()) {
      write("event: gap\ndata: {\"missed\":null}\n\n");
    }
    for (Trace trace : earlier.traces()) {
      replayed.add(trace.id());
      write(event(trace));
    }
  }

  private void follow() throws InterruptedException {
    Optional<Trace> next = next();
    long dropped = follower.dropped();
    if (dropped > gapsTold) {
      write("event: gap\ndata: {\"missed\":" + (dropped - gapsTold) + "}\n\n");
      gapsTold = dropped;
    }
    if (next.isEmpty()) {
      write(": ping\n\n");
    } else if (!replayed.remove(next.get().id()) && filter.wants(next.get())) {
      write(event(next.get()));
    }
  }

  private static String event(Trace trace) {
    String data = Json.text(TraceJson.node(TraceSummary.of(trace)));
    return "id: " + trace.id() + "\nevent: trace\ndata: " + data + "\n\n";
  }

  /** Only this wait may be interrupted: the disk must not be read by an interrupted thread. */
  private Optional<Trace> next() throws InterruptedException {
    synchronized (this) {
      if (gone || over) {
        throw new InterruptedException("gone");
      }
      taking = Thread.currentThread();
    }
    try {
      return follower.take(PING);
    } finally {
      synchronized (this) {
        taking = null;
      }
    }
  }

  /** Waits until the client takes more, and until the loop has written this. */
  private void write(String text) throws InterruptedException {
    synchronized (this) {
      while (paused && !gone && !over) {
        wait();
      }
    }
    CountDownLatch written = new CountDownLatch(1);
    x.loop()
        .execute(
            () -> {
              if (!isGone()) {
                x.out().data(ByteBufUtil.writeUtf8(x.alloc(), text));
                x.out().flush();
              }
              written.countDown();
            });
    written.await();
  }

  private synchronized boolean isGone() {
    return gone;
  }

  @Override
  public synchronized void pause() {
    paused = true;
  }

  @Override
  public synchronized void resume() {
    paused = false;
    notifyAll();
  }

  /** Ends the stream; the client may come again, to who serves then. */
  synchronized void leave() {
    over = true;
    wake();
  }

  @Override
  public synchronized void cancel(Failure why) {
    gone = true;
    wake();
  }

  private void wake() {
    notifyAll();
    Thread waiting = taking;
    if (waiting != null) {
      waiting.interrupt();
    }
  }
}
