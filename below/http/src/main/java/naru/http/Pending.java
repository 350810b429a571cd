package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** Bytes of a connection that came and are not used yet. */
final class Pending {
  /** Buffers up to this capacity are not worth a copy. */
  private static final int SMALL_BYTES = 1024;

  private final ByteBufAllocator alloc;
  private @Nullable ByteBuf bytes;

  Pending(ByteBufAllocator alloc) {
    this.alloc = alloc;
  }

  /** Appends; the buffer is no longer the caller's. */
  void add(ByteBuf more) {
    ByteBuf before = bytes;
    bytes = before == null ? more : joined(before, more);
  }

  private ByteBuf joined(ByteBuf head, ByteBuf tail) {
    try {
      int more = tail.readableBytes();
      if (head.refCnt() == 1 && !head.isReadOnly() && head.maxFastWritableBytes() >= more) {
        return head.writeBytes(tail);
      }
      int room = Math.max(head.readableBytes() * 2, head.readableBytes() + more) + 256;
      ByteBuf both = alloc.directBuffer(room).writeBytes(head).writeBytes(tail);
      head.release();
      return both;
    } finally {
      tail.release();
    }
  }

  /** What is there, to be read from; valid until the next call of another method. */
  ByteBuf bytes() {
    ByteBuf b = bytes;
    return b == null ? Unpooled.EMPTY_BUFFER : b;
  }

  boolean isEmpty() {
    ByteBuf b = bytes;
    return b == null || !b.isReadable();
  }

  int size() {
    ByteBuf b = bytes;
    return b == null ? 0 : b.readableBytes();
  }

  /**
   * Gives a buffer back that was used up, or nearly: a part of a head must not keep a buffer that
   * the whole loop reads into.
   */
  void tidy() {
    ByteBuf b = bytes;
    if (b == null || !b.isReadable()) {
      drop();
    } else if (b.capacity() > SMALL_BYTES && b.capacity() / 4 > b.readableBytes()) {
      bytes = alloc.directBuffer(b.readableBytes() + SMALL_BYTES / 2).writeBytes(b);
      b.release();
    }
  }

  /** Forgets what is there. */
  void drop() {
    ByteBuf b = bytes;
    bytes = null;
    if (b != null) {
      b.release();
    }
  }

  /** Hands over what is there; the buffer is the caller's. */
  ByteBuf take() {
    ByteBuf b = bytes;
    bytes = null;
    return b == null ? Unpooled.EMPTY_BUFFER : b;
  }
}
