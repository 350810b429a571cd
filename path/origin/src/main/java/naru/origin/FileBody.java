package naru.origin;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Side;
import naru.http.Exchange;
import naru.http.ResponseSource;
import naru.origin.core.Answer;
import naru.origin.core.Part;

/**
 * Sends an answer from a file, chunk by chunk: a chunk is read on a thread that may block, handed
 * over on the loop, and the next one is read only when the client takes more. So a response holds
 * one chunk and what the connection has not yet sent, however long the file.
 *
 * <p>State is confined to the loop; while {@code reading}, file and buffer are the reader's.
 */
final class FileBody implements ResponseSource {
  /** How much is read at once. */
  static final int CHUNK_BYTES = 128 * 1024;

  private final Exchange x;
  private final OpenFile file;
  private final Executor threads;
  private final Limit sending;
  private final Iterator<Part> parts;

  /** What is left of the slice under way. */
  private long position;

  private long left;
  private boolean reading;
  private boolean paused;
  private boolean over;

  private FileBody(Exchange x, Answer answer, OpenFile file, Executor threads, Limit sending) {
    this.x = x;
    this.file = file;
    this.threads = threads;
    this.sending = sending;
    this.parts = answer.body().iterator();
  }

  /**
   * Sends the answer. On the loop.
   *
   * @param file closed at the end
   * @param sending one was taken of it; given back at the end
   */
  static void send(Exchange x, Answer answer, OpenFile file, Executor threads, Limit sending) {
    FileBody body = new FileBody(x, answer, file, threads, sending);
    x.source(body);
    Sending.head(x, answer);
    body.next();
  }

  /** Goes on as far as the client takes more and nothing has to be read. */
  private void next() {
    while (!over && !reading && !paused) {
      if (left > 0) {
        if (!x.isWritable()) {
          x.out().flush();
          return;
        }
        read();
      } else if (parts.hasNext()) {
        begin(parts.next());
      } else {
        finish();
        x.out().end();
      }
    }
  }

  private void begin(Part part) {
    switch (part) {
      case Part.Bytes bytes -> Sending.bytes(x, bytes);
      case Part.Slice slice -> {
        position = slice.from();
        left = slice.length();
      }
    }
  }

  private void read() {
    reading = true;
    int count = (int) Math.min(left, CHUNK_BYTES);
    ByteBuf chunk = x.alloc().directBuffer(count);
    long from = position;
    threads.execute(
        () -> {
          try {
            file.read(chunk, from, count);
            home(chunk, () -> deliver(chunk, count));
          } catch (IOException e) {
            home(chunk, () -> broken(chunk, e));
          }
        });
  }

  private void home(ByteBuf chunk, Runnable task) {
    try {
      x.loop().execute(task);
    } catch (RejectedExecutionException stopped) {
      chunk.release();
      close();
    }
  }

  private void deliver(ByteBuf chunk, int count) {
    reading = false;
    if (over) {
      chunk.release();
      close();
      return;
    }
    position += count;
    left -= count;
    x.out().data(chunk);
    x.out().flush();
    next();
  }

  /** After the head there is no other way to say it than to cut the connection. */
  private void broken(ByteBuf chunk, IOException why) {
    reading = false;
    chunk.release();
    if (over) {
      close();
      return;
    }
    finish();
    x.fail(Failure.of(Code.INTERNAL, Side.US, "reading the file failed: " + why).causedBy(why));
  }

  private void finish() {
    over = true;
    if (!reading) {
      threads.execute(this::close);
    }
  }

  private void close() {
    file.close();
    sending.give(1);
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
    next();
  }

  @Override
  public void cancel(Failure why) {
    if (!over) {
      finish();
    }
  }
}
