package naru.admin;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Limit;
import naru.base.Side;
import naru.http.BodySink;
import naru.http.Exchange;
import naru.http.ResponseSource;

/**
 * One request: its content is collected on the loop, what it asks is done on a thread of its own,
 * the answer returns to the loop, unless the client has gone meanwhile: then the exchange belongs
 * to another request.
 */
final class Call implements BodySink, ResponseSource {
  private final Exchange x;
  private final Limit limit;
  private final int mostBytes;
  private final Executor threads;
  private final Function<String, Reply> work;
  private final Consumer<Reply> then;
  private final ByteBuf content;
  private boolean reading = true;
  private boolean gone;

  private Call(
      Exchange x,
      Limit limit,
      int mostBytes,
      Executor threads,
      Function<String, Reply> work,
      Consumer<Reply> then) {
    this.x = x;
    this.limit = limit;
    this.mostBytes = mostBytes;
    this.threads = threads;
    this.work = work;
    this.then = then;
    this.content = x.alloc().heapBuffer(256, Math.max(256, mostBytes));
  }

  /**
   * Begins. On the loop.
   *
   * @param limit one of it is taken until the work is done
   * @param mostBytes of content
   * @param then gets the answer on the loop
   */
  static void begin(
      Exchange x,
      Limit limit,
      int mostBytes,
      Executor threads,
      Function<String, Reply> work,
      Consumer<Reply> then) {
    if (x.bodyLength() > mostBytes) {
      then.accept(Problem.of(tooLong(mostBytes)));
    } else if (!limit.tryTake(1)) {
      String what = "the limit " + limit.name() + " is reached";
      then.accept(Problem.of(Failure.of(Code.ADMIN_BUSY, Side.US, what)));
    } else {
      Call call = new Call(x, limit, mostBytes, threads, work, then);
      x.source(call);
      x.readBody(call);
    }
  }

  private static Failure tooLong(int mostBytes) {
    String what = "the content is longer than " + mostBytes + " bytes";
    return Failure.of(Code.REQUEST_BODY_TOO_LARGE, Side.CLIENT, what);
  }

  // ---- the content

  @Override
  public void data(ByteBuf data) {
    boolean fits = reading && content.readableBytes() + data.readableBytes() <= mostBytes;
    boolean over = reading && !fits;
    if (fits) {
      content.writeBytes(data);
    }
    data.release();
    if (over) {
      giveUp();
      then.accept(Problem.of(tooLong(mostBytes)));
    }
  }

  @Override
  public void end() {
    if (reading) {
      reading = false;
      String text = content.toString(StandardCharsets.UTF_8);
      content.release();
      threads.execute(() -> work(text));
    }
  }

  @Override
  public void abort(Failure failure) {
    giveUp();
  }

  private void giveUp() {
    if (reading) {
      reading = false;
      content.release();
      limit.give(1);
    }
  }

  // ---- the work

  private void work(String text) {
    Reply reply = given(text);
    try {
      x.loop().execute(() -> home(reply));
    } catch (RejectedExecutionException stopped) {
      return; // the program ends, and nobody listens any more
    }
  }

  /** What was taken is given back before the client can hear of it, and so ask again. */
  private Reply given(String text) {
    try {
      return work.apply(text);
    } catch (FailureException e) {
      return Problem.of(e.failure());
    } catch (RuntimeException e) {
      String what = "the admin API failed: " + e;
      return Problem.of(Failure.of(Code.INTERNAL, Side.US, what).causedBy(e));
    } finally {
      limit.give(1);
    }
  }

  private void home(Reply reply) {
    if (!gone) {
      then.accept(reply);
    }
  }

  // ---- the answer's source

  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public void cancel(Failure why) {
    gone = true;
    giveUp();
  }
}
