package naru.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What we send: frames gather in one buffer; DATA that no window or no room lets go waits in its
 * stream, and the streams take turns frame by frame. RFC 9113 sections 5.2 and 6.9.
 */
final class Sending {
  /** Data up to this size is copied behind its frame header instead of being written on its own. */
  private static final int COPIED = 4096;

  /** The buffer is handed out when it has become this large. */
  private static final int LARGE = 16 * 1024;

  /** A reader that takes 4 KiB at a time tells of each in two WINDOW_UPDATE, of 16 KiB at most. */
  private static final int UPDATES_A_FRAME = 20;

  /** A peer that measures the way sends a PING as DATA come, and waits for its answer. */
  private static final int PINGS_A_FRAME = 2;

  private final Connection connection;
  private final Owner owner;
  private final ByteBufAllocator alloc;
  private final int queuedLimit;
  private final ArrayDeque<Stream> turns = new ArrayDeque<>();

  private @Nullable ByteBuf out;
  private int generation;
  private int window = Settings.DEFAULT_WINDOW;
  private long queuedBytes;
  private long sentBytes;
  private int blockAt;
  private boolean draining;

  Sending(Connection connection, Owner owner, ByteBufAllocator alloc, Limits limits) {
    this.connection = connection;
    this.owner = owner;
    this.alloc = alloc;
    this.queuedLimit = limits.queuedBytes();
  }

  long sentBytes() {
    return sentBytes;
  }

  long queuedBytes() {
    return queuedBytes;
  }

  // ---- the buffer

  /** Where frames go. */
  ByteBuf out() {
    ByteBuf o = out;
    if (o != null && o.writerIndex() >= LARGE) {
      handOut();
      o = null;
    }
    if (o == null) {
      o = alloc.directBuffer(1024);
      out = o;
    }
    return o;
  }

  void handOut() {
    ByteBuf o = out;
    if (o != null) {
      out = null;
      generation++;
      owner.write(o);
    }
  }

  void release() {
    ByteBuf o = out;
    out = null;
    generation++;
    turns.clear();
    if (o != null) {
      o.release();
    }
  }

  // ---- header blocks

  ByteBuf beginHeaders(Stream stream, HpackEncoder encoder) {
    ByteBuf o = out();
    blockAt = o.writerIndex();
    FrameWriter.header(o, 0, FrameType.HEADERS, FrameType.END_HEADERS, stream.id());
    encoder.begin(o);
    return o;
  }

  void endHeaders(Stream stream, int maxFrame) {
    ByteBuf o = out;
    if (o == null) {
      throw new IllegalStateException("no header block was begun");
    }
    int length = o.writerIndex() - blockAt - FrameType.HEADER_BYTES;
    sentBytes += length;
    if (length > maxFrame) {
      split(o, stream.id(), length, maxFrame);
    } else {
      o.setMedium(blockAt, length);
    }
    stream.frameAt = blockAt;
    stream.frameGeneration = generation;
  }

  /** A block that needs CONTINUATION frames. */
  private void split(ByteBuf o, int id, int length, int maxFrame) {
    byte[] block = new byte[length];
    o.getBytes(blockAt + FrameType.HEADER_BYTES, block);
    o.writerIndex(blockAt);
    for (int at = 0; at < length; at += maxFrame) {
      int n = Math.min(maxFrame, length - at);
      int type = at == 0 ? FrameType.HEADERS : FrameType.CONTINUATION;
      int flags = at + n == length ? FrameType.END_HEADERS : 0;
      FrameWriter.header(o, n, type, flags, id);
      o.writeBytes(block, at, n);
    }
  }

  // ---- data

  void data(Stream stream, ByteBuf data) {
    if (!stream.isLive() || stream.localEnded || stream.endQueued || !data.isReadable()) {
      data.release();
      return;
    }
    if (stream.queuedBytes == 0) {
      while (data.isReadable()) {
        int n = allowed(stream, data.readableBytes());
        if (n <= 0) {
          break;
        }
        if (emit(stream, data, n)) {
          return;
        }
      }
    }
    int n = data.readableBytes();
    stream.enqueue(data, alloc);
    queuedBytes += n;
    takeTurn(stream);
  }

  /** How much of the stream may go now. */
  private int allowed(Stream stream, int readable) {
    if (!owner.isWritable()) {
      return 0;
    }
    int most = Math.min(connection.theirs().maxFrame(), Math.min(stream.sendWindow, window));
    return Math.min(most, readable);
  }

  /**
   * Writes one DATA frame.
   *
   * @return true if the buffer was used up and is no longer the caller's
   */
  private boolean emit(Stream stream, ByteBuf data, int n) {
    stream.sendWindow -= n;
    window -= n;
    sentBytes += n;
    connection.earn(Budget.WINDOW_UPDATES, UPDATES_A_FRAME);
    connection.earn(Budget.PINGS, PINGS_A_FRAME);
    ByteBuf o = out();
    int at = o.writerIndex();
    FrameWriter.header(o, n, FrameType.DATA, 0, stream.id());
    boolean all = n == data.readableBytes();
    if (n <= COPIED) {
      o.writeBytes(data, n);
      stream.frameAt = at;
      stream.frameGeneration = generation;
      if (all) {
        data.release();
      }
      return all;
    }
    handOut();
    owner.write(all ? data : data.readRetainedSlice(n));
    return all;
  }

  private void takeTurn(Stream stream) {
    if (!stream.inTurn && stream.sendWindow > 0 && stream.queuedBytes > 0) {
      stream.inTurn = true;
      turns.add(stream);
    }
  }

  /** Sends what is queued, one frame of each stream in turn. */
  void drain() {
    if (draining) {
      return;
    }
    draining = true;
    try {
      while (window > 0 && owner.isWritable()) {
        Stream stream = turns.poll();
        if (stream == null) {
          break;
        }
        stream.inTurn = false;
        turn(stream);
      }
    } finally {
      draining = false;
    }
  }

  private void turn(Stream stream) {
    ByteBuf first = stream.firstQueued();
    if (first == null || !stream.isLive()) {
      return;
    }
    int n = allowed(stream, first.readableBytes());
    if (n > 0) {
      stream.queuedBytes -= n;
      queuedBytes -= n;
      if (n == first.readableBytes()) {
        stream.removeFirst();
      }
      emit(stream, first, n);
    }
    takeTurn(stream);
    if (stream.queuedBytes == 0) {
      emptied(stream);
    }
    if (stream.full && stream.isLive() && stream.queuedBytes <= queuedLimit / 2) {
      stream.full = false;
      owner.writable(stream);
    }
  }

  private void emptied(Stream stream) {
    if (stream.trailersQueued) {
      stream.trailersQueued = false;
      stream.full = false;
      owner.trailersDue(stream);
    } else if (stream.endQueued) {
      stream.full = false;
      writeEnd(stream);
    }
  }

  boolean isWritable(Stream stream) {
    boolean room = stream.queuedBytes < queuedLimit;
    if (!room) {
      stream.full = true;
    }
    return room;
  }

  // ---- ends

  void end(Stream stream) {
    if (!stream.isLive() || stream.localEnded || stream.endQueued) {
      return;
    }
    if (stream.queuedBytes > 0) {
      stream.endQueued = true;
    } else {
      writeEnd(stream);
    }
  }

  void endWithTrailers(Stream stream) {
    if (!stream.isLive() || stream.localEnded || stream.endQueued) {
      return;
    }
    if (stream.queuedBytes > 0) {
      stream.endQueued = true;
      stream.trailersQueued = true;
    } else {
      owner.trailersDue(stream);
    }
  }

  private void writeEnd(Stream stream) {
    ByteBuf o = out;
    if (o != null && stream.frameGeneration == generation) {
      FrameWriter.addFlags(o, stream.frameAt, FrameType.END_STREAM);
      ended(stream);
    } else {
      FrameWriter.header(out(), 0, FrameType.DATA, FrameType.END_STREAM, stream.id());
      ended(stream);
    }
  }

  /** A header block was written that is to be the last. */
  void endedLocally(Stream stream) {
    ByteBuf o = out;
    if (o != null) {
      FrameWriter.addFlags(o, stream.frameAt, FrameType.END_STREAM);
    }
    ended(stream);
  }

  private void ended(Stream stream) {
    stream.localEnded = true;
    connection.closeIfEnded(stream);
    owner.ended(stream);
  }

  /** The stream is over: nothing of it is sent any more. */
  void forget(Stream stream) {
    queuedBytes -= stream.queuedBytes;
    if (stream.inTurn) {
      stream.inTurn = false;
      turns.remove(stream);
    }
  }

  // ---- windows

  /** False if the window would become too large. */
  boolean widen(int bytes) {
    if (window + (long) bytes > Integer.MAX_VALUE) {
      return false;
    }
    window += bytes;
    drain();
    return true;
  }

  boolean widen(Stream stream, int bytes) {
    if (stream.sendWindow + (long) bytes > Integer.MAX_VALUE) {
      return false;
    }
    stream.sendWindow += bytes;
    takeTurn(stream);
    drain();
    return true;
  }

  /** The other side changed SETTINGS_INITIAL_WINDOW_SIZE. RFC 9113 section 6.9.2. */
  void shiftWindows(Stream[] streams, int change) throws ConnectionError {
    for (Stream stream : streams) {
      if (stream.sendWindow + (long) change > Integer.MAX_VALUE) {
        throw new ConnectionError(
            ErrorCode.FLOW_CONTROL_ERROR, "SETTINGS makes a window larger than 2^31-1");
      }
      stream.sendWindow += change;
      takeTurn(stream);
    }
    drain();
  }
}
