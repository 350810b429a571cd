package naru.origin;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Side;
import naru.http.Exchange;
import naru.http.ResponseSource;
import naru.origin.core.Answer;
import naru.origin.core.Part;
import org.jspecify.annotations.Nullable;

/**
 * Sends an answer of a file, chunk by chunk: a chunk is copied from memory, or read on a thread
 * that may block and handed over on the loop; the next one follows only when the client takes more.
 * So a response holds one chunk and what the connection has not yet sent, however long the file.
 * Bytes of a file that is in memory are let go of while the client takes no more: they are still
 * there later if others keep them, and else are read from the file.
 *
 * <p>State is confined to the loop; while {@code reading}, file and buffer are the reader's.
 */
final class FileBody implements ResponseSource {
  private final Exchange x;
  private final @Nullable OpenFile file;
  private final Executor threads;
  private final @Nullable Limit sending;
  private final Unsent unsent;
  private final Deque<Part> parts = new ArrayDeque<>();

  /** Chunks that are not yet sent. */
  private final AtomicInteger underWay = new AtomicInteger();

  /** Goes on when a chunk has gone. */
  private volatile boolean wantsGone;

  /** The file of a held part: strongly while it is copied, weakly while nothing goes on. */
  private byte @Nullable [] bytes;

  private WeakReference<byte[]> kept = new WeakReference<>(null);

  /** Where the part under way comes from: bytes of no file, or a file. */
  private byte @Nullable [] own;

  private Part.@Nullable Slice slice;

  private long position;
  private long left;
  private boolean reading;
  private boolean paused;
  private boolean over;
  private boolean waits;

  private FileBody(
      Exchange x,
      Answer answer,
      @Nullable OpenFile file,
      Executor threads,
      @Nullable Limit sending,
      Unsent unsent) {
    this.x = x;
    this.file = file;
    this.threads = threads;
    this.sending = sending;
    this.unsent = unsent;
    for (Part part : answer.body()) {
      if (part instanceof Part.Held held) {
        kept = new WeakReference<>(held.whole()); // one answer is of one file
        bytes = held.whole();
        parts.add(held.slice());
      } else {
        parts.add(part);
      }
    }
  }

  /**
   * Sends the answer from the disk. On the loop.
   *
   * @param file closed at the end
   * @param sending one was taken of it; given back at the end
   */
  static void send(
      Exchange x, Answer answer, OpenFile file, Executor threads, Limit sending, Unsent unsent) {
    new FileBody(x, answer, file, threads, sending, unsent).begin(answer);
  }

  /** Sends the answer from memory. On the loop. */
  static void send(Exchange x, Answer answer, Executor threads, Unsent unsent) {
    new FileBody(x, answer, null, threads, null, unsent).begin(answer);
  }

  private void begin(Answer answer) {
    x.source(this);
    Sending.head(x, answer);
    next();
  }

  /** Goes on as far as the client takes more and nothing has to be read. */
  private void next() {
    while (!over && !reading && !paused && !waits) {
      if (left > 0) {
        if (!x.isWritable() || !mayTake()) {
          x.out().flush();
          rest();
          return;
        }
        chunk();
      } else if (!parts.isEmpty()) {
        begin(parts.remove());
      } else {
        finish();
        x.out().end();
      }
    }
    rest();
  }

  /** Where memory is scarce, one chunk has to be gone before the next is taken. */
  private boolean mayTake() {
    if (!unsent.isScarce() || underWay.get() == 0) {
      return true;
    }
    wantsGone = true;
    return underWay.get() == 0;
  }

  private void begin(Part part) {
    switch (part) {
      case Part.Bytes some when some.count() <= Sending.BRIEF_BYTES -> Sending.bytes(x, some);
      case Part.Bytes some -> {
        own = some.array();
        position = some.offset();
        left = some.count();
      }
      case Part.Slice range -> {
        own = null;
        slice = range;
        position = range.from();
        left = range.length();
      }
      case Part.Held _ -> throw new IllegalStateException("its slice is sent");
    }
  }

  private void chunk() {
    int count = unsent.chunk(left);
    if (!unsent.take(count, this)) {
      waits = true;
      x.out().flush();
      return;
    }
    byte[] all = atHand();
    ByteBuf chunk = x.alloc().directBuffer(count);
    if (all == null) {
      read(chunk, count);
    } else {
      chunk.writeBytes(all, (int) position, count);
      hand(chunk, count);
    }
  }

  private byte @Nullable [] atHand() {
    if (own != null) {
      return own;
    }
    if (bytes == null) {
      bytes = kept.get();
    }
    return bytes;
  }

  /** Nothing goes on for now: what can be had again is let go of. */
  private void rest() {
    bytes = null;
  }

  private void read(ByteBuf chunk, int count) {
    reading = true;
    long from = position;
    Part.Slice range = Objects.requireNonNull(slice);
    threads.execute(
        () -> {
          try {
            read(range, chunk, from, count);
            home(chunk, count, () -> deliver(chunk, count));
          } catch (Throwable e) {
            home(chunk, count, () -> broken(chunk, count, e));
          }
        });
  }

  /** A small file is not kept open for a client that may take its time. */
  private void read(Part.Slice range, ByteBuf chunk, long from, int count) throws IOException {
    if (file != null) {
      file.read(chunk, from, count);
      return;
    }
    try (OpenFile again = OpenFile.open(range)) {
      again.read(chunk, from, count);
    }
  }

  private void home(ByteBuf chunk, int count, Runnable task) {
    try {
      x.loop().execute(task);
    } catch (RejectedExecutionException stopped) {
      chunk.release();
      unsent.give(count);
      close();
    }
  }

  private void deliver(ByteBuf chunk, int count) {
    reading = false;
    if (over) {
      chunk.release();
      unsent.give(count);
      close();
      return;
    }
    hand(chunk, count);
    x.out().flush();
    next();
  }

  private void hand(ByteBuf chunk, int count) {
    position += count;
    left -= count;
    underWay.incrementAndGet();
    x.out().data(unsent.counted(x.alloc(), chunk, this));
  }

  /** After the head there is no other way to say it than to cut the connection. */
  private void broken(ByteBuf chunk, int count, Throwable why) {
    reading = false;
    chunk.release();
    unsent.give(count);
    if (over) {
      close();
      return;
    }
    finish();
    x.fail(Failure.of(Code.INTERNAL, Side.US, "reading the file failed: " + why).causedBy(why));
  }

  private void finish() {
    over = true;
    bytes = null;
    own = null;
    parts.clear();
    if (waits) {
      unsent.forget(this);
    }
    if (!reading && file != null) {
      threads.execute(this::close);
    }
  }

  private void close() {
    if (file != null) {
      file.close();
    }
    if (sending != null) {
      sending.give(1);
    }
  }

  /** A chunk has been sent, or dropped. On any thread. */
  void gone() {
    if (underWay.decrementAndGet() == 0 && wantsGone) {
      wantsGone = false;
      onLoop(this::next);
    }
  }

  /** There may be room now. On any thread. */
  void wake() {
    onLoop(
        () -> {
          waits = false;
          next();
          unsent.wakeIfRoom(); // if it took nothing, others may
        });
  }

  private void onLoop(Runnable task) {
    try {
      x.loop().execute(task);
    } catch (RejectedExecutionException stopped) {
      wantsGone = false; // the loop is closed, and its responses with it
    }
  }

  @Override
  public void pause() {
    paused = true;
    rest();
  }

  @Override
  public void resume() {
    paused = false;
    next();
  }

  @Override
  public void cancel(Failure why) {
    if (!over) {
      finish();
    }
  }
}
