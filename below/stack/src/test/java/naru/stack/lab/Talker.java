package naru.stack.lab;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import naru.stack.tcp.Connection;
import naru.stack.tcp.ConnectionEvents;
import naru.stack.tcp.Ending;
import org.jspecify.annotations.Nullable;

/**
 * The user of one end: sends so many bytes of a known pattern, then closes its side; takes what
 * comes and holds it against the pattern.
 */
public final class Talker implements ConnectionEvents {
  private static final int CHUNK = 16 << 10;

  private final long toSend;
  private final List<String> told = new ArrayList<>();
  private @Nullable Connection connection;
  private long sent;
  private long received;
  private boolean closedOutput;
  private @Nullable Ending ending;

  public Talker(long toSend) {
    this.toSend = toSend;
  }

  /** Takes over an accepted connection. */
  public void take(Connection c) {
    connection = c;
    c.events(this);
    told.add("accepted");
    send(c);
  }

  public @Nullable Connection connection() {
    return connection;
  }

  /** Bytes that came and were right. */
  public long received() {
    return received;
  }

  public boolean inputEnded() {
    return connection != null && connection.inputEnded();
  }

  public @Nullable Ending ending() {
    return ending;
  }

  /** What it was told, in order. */
  public List<String> told() {
    return told;
  }

  @Override
  public void connected(Connection c) {
    connection = c;
    told.add("connected");
    send(c);
  }

  @Override
  public void readable(Connection c) {
    for (ByteBuf text = c.receive(); text != null; text = c.receive()) {
      check(text);
      text.release();
    }
    if (c.inputEnded() && !told.contains("input ended")) {
      told.add("input ended");
    }
  }

  private void check(ByteBuf text) {
    while (text.isReadable()) {
      byte expected = pattern(received);
      byte actual = text.readByte();
      if (actual != expected) {
        throw new AssertionError("byte " + received + " is " + actual + ", not " + expected);
      }
      received++;
    }
  }

  private static byte pattern(long at) {
    return (byte) (at * 31 + (at >> 8) * 7 + (at >> 16));
  }

  @Override
  public void writable(Connection c) {
    send(c);
  }

  private void send(Connection c) {
    for (int room = c.room(); sent < toSend && room > 0; room = c.room()) {
      int n = (int) Math.min(Math.min(room, CHUNK), toSend - sent);
      byte[] chunk = new byte[n];
      for (int i = 0; i < n; i++) {
        chunk[i] = pattern(sent + i);
      }
      sent += n;
      c.send(Unpooled.wrappedBuffer(chunk));
    }
    if (sent == toSend && !closedOutput) {
      closedOutput = true;
      c.shutdownOutput();
    }
  }

  @Override
  public void ended(Connection c, Ending why) {
    connection = c;
    readable(c);
    ending = why;
    told.add("ended " + why);
    c.close();
  }
}
