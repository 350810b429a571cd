package naru.http;

import io.netty.buffer.ByteBuf;
import naru.http.h2.Connection;
import naru.http.h2.Parts;
import org.jspecify.annotations.Nullable;

/**
 * A stream to a server whose body is told piece by piece: what comes while the caller is paused is
 * held, and bounded by the stream's window, as only what was told is given back to it. A class
 * above {@link Http2Call} and not a part of it, so that a call stays one object.
 */
abstract sealed class HeldStream extends SentStream permits Http2Call {
  private @Nullable Parts held;
  private boolean telling;

  HeldStream(LoopState state, Http2Client client, Connection connection) {
    super(state, client, connection);
  }

  /** Tells a part, which is the taker's from here on. */
  abstract void tell(ByteBuf part);

  /** Takes a part that came, to be told now or later. */
  final void hold(ByteBuf data) {
    Parts h = held;
    if (h == null) {
      h = new Parts();
      held = h;
    }
    if (isPaused()) {
      h.add(data, state.alloc());
    } else {
      h.pass(data);
    }
  }

  /** Tells what is held, as long as nobody pauses. */
  final void tellHeld() {
    Parts h = held;
    if (h == null || telling) {
      return;
    }
    telling = true;
    for (ByteBuf part = isPaused() ? null : h.take();
        part != null;
        part = isPaused() ? null : h.take()) {
      int n = part.readableBytes();
      moved();
      tell(part);
      connection.consumed(this, n);
    }
    telling = false;
  }

  /** Whether something waits to be told. */
  final boolean holds() {
    Parts h = held;
    return h != null && !h.isEmpty();
  }

  /** Nobody will be told. */
  final void dropHeld() {
    Parts h = held;
    if (h != null) {
      for (ByteBuf part = h.take(); part != null; part = h.take()) {
        connection.consumed(this, part.readableBytes());
        part.release();
      }
    }
  }
}
