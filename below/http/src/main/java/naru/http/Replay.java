package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import naru.http.h2.Parts;

/**
 * What was sent of a request's body, kept so that it can be sent again, up to {@value #MAX_BYTES}
 * bytes.
 */
final class Replay {
  private static final int MAX_BYTES = 64 * 1024;

  private final ByteBufAllocator alloc;
  private final Parts parts = new Parts();
  private int bytes;
  private boolean possible = true;

  Replay(ByteBufAllocator alloc) {
    this.alloc = alloc;
  }

  void begin() {
    drop();
    possible = true;
  }

  /** Whether the body so far can be sent again. */
  boolean isPossible() {
    return possible;
  }

  /** Keeps a part that is sent now; the buffer stays the caller's. */
  void keep(ByteBuf part) {
    if (!possible) {
      return;
    }
    if (bytes + part.readableBytes() > MAX_BYTES) {
      stop();
    } else {
      hold(part.retainedDuplicate());
    }
  }

  /**
   * Keeps a part that came between two tries, however long; the buffer is no longer the caller's.
   */
  void hold(ByteBuf part) {
    bytes += part.readableBytes();
    parts.add(part, alloc);
  }

  /** Sends what was kept, and keeps it still if it is not too long. */
  void sendTo(ClientStream c) {
    for (ByteBuf part : parts.all()) {
      c.data(part.retainedDuplicate());
    }
    if (bytes > MAX_BYTES) {
      stop();
    }
  }

  /** There will be no further try. */
  void stop() {
    possible = false;
    drop();
  }

  private void drop() {
    parts.drop();
    bytes = 0;
  }
}
