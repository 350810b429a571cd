package naru.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import naru.base.Failure;
import naru.cache.core.CacheKey;
import naru.cache.core.Request;
import naru.cache.core.Response;
import naru.cache.core.Validation;
import naru.http.Exchange;
import naru.http.ResponseHead;
import naru.http.ResponseSource;
import naru.trace.CacheEvent;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for a fetch, and the copying of what comes to its connection at its own
 * pace. Confined to the loop of its exchange; the fetch may live on another.
 *
 * <p>What is kept for all ({@link Filling}) it reads from where it is; what is for it alone lies in
 * {@link #late} until the connection takes it, and the fetch pauses meanwhile.
 */
final class Client implements ResponseSource {
  private static final int PART_BYTES = 64 * 1024;

  private final CacheStop stop;
  private final Exchange x;
  private final CacheRoute route;
  private final CacheKey key;
  private final Request request;
  private final int looks;

  private @Nullable Fetch fetch;
  private @Nullable Filling filling;
  private final Deque<ByteBuf> late = new ArrayDeque<>(0);
  private int sent;
  private boolean ended;
  private boolean over;
  private boolean pumping;

  Client(CacheStop stop, Exchange x, CacheRoute route, CacheKey key, Request request, int looks) {
    this.stop = stop;
    this.x = x;
    this.route = route;
    this.key = key;
    this.request = request;
    this.looks = looks;
  }

  Exchange exchange() {
    return x;
  }

  CacheRoute route() {
    return route;
  }

  CacheKey key() {
    return key;
  }

  Request request() {
    return request;
  }

  int looks() {
    return looks;
  }

  long now() {
    return x.loopState().clock().nanos();
  }

  /** Whether it has its answer, or has gone. */
  boolean isOver() {
    return over;
  }

  // ---- telling the trace

  void tellHit(Entry entry, long ttlSeconds, String stale) {
    long age = entry.ageSeconds(now());
    x.span().add(new CacheEvent.Hit(key.text(), age, ttlSeconds, stale));
  }

  void tellForwarded(String fwd, String detail) {
    x.span().add(new CacheEvent.Forwarded(key.text(), fwd, detail, route.place()));
  }

  // ---- waiting

  /** From now on it waits for a fetch. */
  void waitFor(Fetch newFetch) {
    fetch = newFetch;
    x.source(this);
  }

  /** Does something on this client's loop, unless it has gone by then. */
  void run(Runnable task) {
    if (x.loop().inEventLoop()) {
      runHere(task);
    } else {
      x.loop().execute(() -> runHere(task));
    }
  }

  private void runHere(Runnable task) {
    if (!over) {
      task.run();
    }
  }

  /** It asks for itself. */
  void release(String because) {
    over = true;
    stop.released(this, because);
  }

  void fail(Failure failure) {
    finish();
    x.fail(failure);
  }

  // ---- answering

  /** From the store. */
  void answer(Entry entry, String member) {
    finish();
    StoredAnswer.send(x, request, entry, now(), member);
  }

  /**
   * Begins to answer from a response that is still coming.
   *
   * @param head its own copy, to be changed
   * @param response the same as a value
   * @param from what is kept of the body
   */
  void begin(ResponseHead head, Response response, Filling from) {
    if (response.status() == 200 && Validation.notModified(request.lines(), response)) {
      Fetch f = fetch;
      finish();
      StoredAnswer.notModified(x.out(), head);
      if (f != null) {
        f.left(this);
      }
      return;
    }
    filling = from;
    x.out().head(head);
    // Who comes late has something to send now; who is in time sends it with the first part.
    pump(from.filled() > 0);
  }

  /** More has come, and no more for now. */
  void more() {
    pump(true);
  }

  /** A part that is for this one alone; on the fetch's own loop. */
  void passed(ByteBuf part) {
    if (over) {
      part.release();
      return;
    }
    late.add(part);
    pump(false);
  }

  /** Nothing more will come. */
  void end() {
    ended = true;
    pump(true);
  }

  /** What was promised does not come. */
  void cut(Failure failure) {
    finish();
    x.out().fail(failure);
  }

  /** Writes what there is, as long as the connection takes it. */
  private void pump(boolean flush) {
    if (pumping || over) {
      return;
    }
    pumping = true;
    boolean more = true;
    while (more && !over && x.isWritable()) {
      more = writeKept() || writeLate();
    }
    pumping = false;
    if (over) {
      return;
    }
    if (ended && !hasMore()) {
      finish();
      x.out().end();
    } else if (flush) {
      x.out().flush();
    }
  }

  private boolean writeKept() {
    Filling f = filling;
    if (f == null || sent == f.filled()) {
      return false;
    }
    int n = Math.min(f.filled() - sent, PART_BYTES);
    int from = sent;
    sent += n;
    x.out().data(Unpooled.wrappedBuffer(f.bytes(), from, n));
    return true;
  }

  private boolean writeLate() {
    ByteBuf part = late.poll();
    if (part == null) {
      return false;
    }
    x.out().data(part);
    return true;
  }

  /** Whether something waits for the connection to take it. */
  boolean hasMore() {
    Filling f = filling;
    return !late.isEmpty() || (f != null && sent < f.filled());
  }

  private void finish() {
    over = true;
    fetch = null;
    filling = null;
    late.forEach(ByteBuf::release);
    late.clear();
  }

  // ---- the connection

  /** Nothing to do: each step looks whether the connection takes more. */
  @Override
  public void pause() {}

  @Override
  public void resume() {
    if (over) {
      return;
    }
    pump(true);
    Fetch f = fetch;
    if (f != null && !hasMore()) {
      f.drained(this);
    }
  }

  @Override
  public void cancel(Failure why) {
    if (over) {
      return;
    }
    Fetch f = fetch;
    finish();
    if (f != null) {
      f.left(this);
    }
  }
}
