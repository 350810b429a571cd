package naru.origin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import naru.base.Limit;

/**
 * What was read of files and has not yet been sent, for all responses together: each chunk counts
 * until its buffer is released, so also what waits for the window of an HTTP/2 stream. Past half of
 * the bound a response holds one small chunk at a time; at the bound it waits for others, and holds
 * nothing. Thread-safe.
 */
final class Unsent {
  /** How much is read at once. */
  static final int CHUNK_BYTES = 128 * 1024;

  /** The same where memory is scarce. */
  static final int SCARCE_BYTES = 8 * 1024;

  private final Limit bytes;
  private final Queue<FileBody> waiting = new ConcurrentLinkedQueue<>();

  Unsent(Limit bytes) {
    this.bytes = bytes;
  }

  /** Whether more than half of the bound is in use. */
  boolean isScarce() {
    return bytes.used() > bytes.max() / 2;
  }

  /** How much to read next of what is left. */
  int chunk(long left) {
    int most = isScarce() ? SCARCE_BYTES : CHUNK_BYTES;
    return (int) Math.min(left, atMostHalf(most));
  }

  /** So that there is room for a chunk where memory is not scarce. */
  private long atMostHalf(int most) {
    return Math.max(1, Math.min(most, bytes.max() / 2));
  }

  /** Takes so many bytes; if there is no room, false, and the body is woken when there may be. */
  boolean take(int count, FileBody body) {
    if (bytes.tryTake(count)) {
      wakeIfRoom();
      return true;
    }
    waiting.add(body);
    wakeIfRoom(); // what was given back meanwhile woke nobody
    return false;
  }

  /** Gives back what was taken. On any thread. */
  void give(int count) {
    bytes.give(count);
    wakeIfRoom();
  }

  /** A body waits no more. */
  void forget(FileBody body) {
    waiting.remove(body);
  }

  /** Whoever is woken takes, and so wakes the next one. */
  void wakeIfRoom() {
    if (bytes.used() + atMostHalf(SCARCE_BYTES) <= bytes.max()) {
      FileBody first = waiting.poll();
      if (first != null) {
        first.wake();
      }
    }
  }

  /** A chunk as a buffer that gives back what was taken for it when nobody has it any more. */
  ByteBuf counted(ByteBufAllocator alloc, ByteBuf chunk, FileBody body) {
    return new Counted(alloc, chunk, this, body);
  }

  private static final class Counted extends CompositeByteBuf {
    private final int count;
    private final Unsent unsent;
    private final FileBody body;

    Counted(ByteBufAllocator alloc, ByteBuf chunk, Unsent unsent, FileBody body) {
      super(alloc, true, 1);
      this.count = chunk.readableBytes();
      this.unsent = unsent;
      this.body = body;
      addComponent(true, chunk);
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      unsent.give(count);
      body.gone();
    }
  }
}
