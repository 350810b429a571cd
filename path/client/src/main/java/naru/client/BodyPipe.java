package naru.client;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.LinkedBlockingQueue;
import naru.http.ClientConnection;
import org.jspecify.annotations.Nullable;

/**
 * Brings a response's body from the event loop to a thread that may block while writing it, and
 * lets the connection wait when that thread is slower: at most {@value #HIGH} parts wait.
 */
public final class BodyPipe {
  private static final int HIGH = 64;
  private static final int LOW = 16;
  private static final byte[] END = new byte[0];

  private final LinkedBlockingQueue<byte[]> parts = new LinkedBlockingQueue<>();
  private @Nullable ClientConnection connection;
  private boolean paused;

  /** A pipe for one trip. */
  public BodyPipe() {}

  void from(ClientConnection c) {
    connection = c;
  }

  /** On the loop. */
  void data(ByteBuf data) {
    byte[] part = new byte[data.readableBytes()];
    data.readBytes(part);
    data.release();
    if (part.length > 0) {
      parts.add(part);
    }
    ClientConnection c = connection;
    if (c != null && !paused && parts.size() >= HIGH) {
      paused = true;
      c.pause();
    }
  }

  /** On the loop: nothing more comes. */
  void end() {
    parts.add(END);
  }

  /** On a thread that may block: writes the body until its end. */
  public void writeTo(OutputStream out) throws IOException, InterruptedException {
    for (byte[] part = parts.take(); part != END; part = parts.take()) {
      out.write(part);
      if (parts.size() == LOW) {
        resume();
      }
      if (parts.isEmpty()) {
        out.flush();
        resume();
      }
    }
    out.flush();
  }

  private void resume() {
    ClientConnection c = connection;
    if (c != null) {
      c.channel()
          .eventLoop()
          .execute(
              () -> {
                if (paused && parts.size() <= LOW) {
                  paused = false;
                  c.resume();
                }
              });
    }
  }
}
