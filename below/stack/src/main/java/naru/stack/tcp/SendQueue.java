package naru.stack.tcp;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that the user gave and the other side has not acknowledged: from {@link #first} on, in
 * the buffers as they came. A segment's text is copied from here, at its first sending and at each
 * later one, so that nothing has to be kept per segment.
 */
final class SendQueue {
  private static final @Nullable ByteBuf[] NONE = {};

  private @Nullable ByteBuf[] buffers = NONE;
  private int head;
  private int count;
  private int first;
  private int size;

  /** Where the copying stopped last: buffer number from the head, and its first byte's offset. */
  private int cursor;

  private int cursorOffset;

  /** Sets the sequence number of the first byte to come. */
  void startAt(int seq) {
    assert size == 0;
    first = seq;
  }

  /** Sequence number of the first byte. */
  int first() {
    return first;
  }

  /** Sequence number after the last byte. */
  int end() {
    return first + size;
  }

  int size() {
    return size;
  }

  /** Takes the buffer. */
  void add(ByteBuf data) {
    int length = data.readableBytes();
    if (length == 0) {
      data.release();
      return;
    }
    if (count == buffers.length) {
      grow();
    }
    buffers[(head + count) & (buffers.length - 1)] = data;
    count++;
    size += length;
  }

  private void grow() {
    ByteBuf[] wider = new ByteBuf[Math.max(4, buffers.length * 2)];
    for (int i = 0; i < count; i++) {
      wider[i] = at(i);
    }
    buffers = wider;
    head = 0;
  }

  private ByteBuf at(int i) {
    ByteBuf buffer = buffers[(head + i) & (buffers.length - 1)];
    assert buffer != null;
    return buffer;
  }

  /** Copies {@code length} bytes from sequence number {@code seq} on to the end of {@code to}. */
  void copy(int seq, int length, ByteBuf to) {
    int offset = seq - first;
    assert offset >= 0 && offset + length <= size : "not queued";
    if (offset < cursorOffset) {
      cursor = 0;
      cursorOffset = 0;
    }
    int left = length;
    while (left > 0) {
      ByteBuf buffer = at(cursor);
      int inside = offset - cursorOffset;
      int there = buffer.readableBytes() - inside;
      if (there <= 0) {
        cursorOffset += buffer.readableBytes();
        cursor++;
        continue;
      }
      int n = Math.min(there, left);
      to.writeBytes(buffer, buffer.readerIndex() + inside, n);
      offset += n;
      left -= n;
    }
  }

  /** Forgets what stands before {@code seq}. */
  void dropTo(int seq) {
    int drop = Math.min(seq - first, size);
    if (drop <= 0) {
      return;
    }
    first += drop;
    size -= drop;
    cursorOffset -= drop;
    while (drop > 0) {
      ByteBuf buffer = at(0);
      int there = buffer.readableBytes();
      if (there > drop) {
        buffer.skipBytes(drop);
        break;
      }
      drop -= there;
      buffer.release();
      buffers[head] = null;
      head = (head + 1) & (buffers.length - 1);
      count--;
      cursor--;
    }
    if (cursor <= 0 || cursorOffset < 0) {
      cursor = 0;
      cursorOffset = 0;
    }
    if (count == 0) {
      buffers = buffers.length > 16 ? NONE : buffers;
      head = 0;
    }
  }

  /** Gives everything back. */
  void release() {
    for (int i = 0; i < count; i++) {
      at(i).release();
    }
    Arrays.fill(buffers, null);
    buffers = NONE;
    head = 0;
    count = 0;
    size = 0;
    cursor = 0;
    cursorOffset = 0;
  }
}
