package naru.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that wait, part behind part. A part that is little of the buffer it lies in is copied
 * behind the one before it: else a byte that came alone would keep all of what it was read into,
 * and what is held would be far more than what is counted.
 */
public final class Parts {
  /** A part that is less than this share of its buffer is copied. */
  private static final int SHARE = 4;

  private static final int LEAST_BYTES = 4096;

  private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>(4);

  /** The last part if it is a buffer made here. */
  private @Nullable ByteBuf tail;

  /** Adds a part, which is no longer the caller's. */
  public void add(ByteBuf part, ByteBufAllocator alloc) {
    int n = part.readableBytes();
    ByteBuf whole = part.unwrap();
    int room = whole == null ? part.capacity() : whole.capacity();
    if ((long) n * SHARE >= room) {
      pass(part);
      return;
    }
    ByteBuf t = tail;
    if (t == null || t.writableBytes() < n) {
      t = alloc.directBuffer(Math.max(n, LEAST_BYTES));
      parts.add(t);
      tail = t;
    }
    t.writeBytes(part);
    part.release();
  }

  /** Adds a part that will be taken at once: it is never copied. */
  public void pass(ByteBuf part) {
    parts.add(part);
    tail = null;
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return parts.isEmpty();
  }

  /** The first part, which stays here; null if there is none. */
  @Nullable ByteBuf first() {
    return parts.peek();
  }

  /** Takes the first part out, which is the caller's then; null if there is none. */
  public @Nullable ByteBuf take() {
    ByteBuf first = parts.poll();
    if (parts.isEmpty()) {
      tail = null;
    }
    return first;
  }

  /** All parts, to be looked at; they stay here. */
  public Iterable<ByteBuf> all() {
    return parts;
  }

  /**
   * Forgets all parts.
   *
   * @return how many bytes they held
   */
  public int drop() {
    int n = 0;
    for (ByteBuf b = take(); b != null; b = take()) {
      n += b.readableBytes();
      b.release();
    }
    return n;
  }
}
