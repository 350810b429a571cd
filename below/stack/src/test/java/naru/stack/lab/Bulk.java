package naru.stack.lab;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import naru.stack.tcp.Connection;
import naru.stack.tcp.ConnectionEvents;
import naru.stack.tcp.Ending;
import org.jspecify.annotations.Nullable;

/**
 * The user of one end that only measures: sends zeros as fast as there is room, takes what comes at
 * once and counts it. For goodput; {@link Talker} is for exactness.
 */
public final class Bulk implements ConnectionEvents {
  private static final ByteBuf ZEROS =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer(64 << 10).writeZero(64 << 10)).asReadOnly();

  private long left;
  private long received;
  private @Nullable Connection connection;
  private @Nullable Ending ending;

  public Bulk(long toSend) {
    left = toSend;
  }

  /** Takes over an accepted connection. */
  public void take(Connection c) {
    c.events(this);
    connected(c);
  }

  public @Nullable Connection connection() {
    return connection;
  }

  /** Bytes that came. */
  public long received() {
    return received;
  }

  public @Nullable Ending ending() {
    return ending;
  }

  @Override
  public void connected(Connection c) {
    connection = c;
    writable(c);
  }

  @Override
  public void readable(Connection c) {
    for (ByteBuf text = c.receive(); text != null; text = c.receive()) {
      received += text.readableBytes();
      text.release();
    }
  }

  @Override
  public void writable(Connection c) {
    for (int room = c.room(); left > 0 && room > 0; room = c.room()) {
      int n = (int) Math.min(Math.min(room, ZEROS.readableBytes()), left);
      left -= n;
      c.send(ZEROS.retainedSlice(0, n));
    }
  }

  /** Sends so many bytes more. */
  public void sendMore(long bytes) {
    left += bytes;
    Connection c = connection;
    if (c != null) {
      writable(c);
    }
  }

  @Override
  public void ended(Connection c, Ending why) {
    ending = why;
    readable(c);
    c.close();
  }
}
