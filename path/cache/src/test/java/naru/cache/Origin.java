package naru.cache;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.ResponseHead;
import naru.http.Stop;

/** A server whose every answer a test gives by hand, in its own time. */
final class Origin implements Stop {
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  InetSocketAddress on(Rig rig) {
    return rig.listen(0, this);
  }

  @Override
  public void enter(Exchange x) {
    asked.add(new Asked(x, x.request().methodText(), x.request().fields().text("if-none-match")));
  }

  /** The next request that came. */
  Asked next() throws InterruptedException {
    Asked next = asked.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no request came to the server");
    }
    return next;
  }

  /** Whether no request came that was not taken. */
  boolean isIdle() {
    return asked.isEmpty();
  }

  /** A request at the server. */
  record Asked(Exchange x, String method, Optional<String> ifNoneMatch) {
    /** Answers it whole. */
    void answer(int status, String body, String... fields) {
      run(() -> x.answer(head(status, fields), Unpooled.copiedBuffer(bytes(body))));
    }

    /** Begins an answer. */
    void begin(int status, String... fields) {
      run(
          () -> {
            x.out().head(head(status, fields));
            x.out().flush();
          });
    }

    /** Goes on with it. */
    void more(String part) {
      run(
          () -> {
            x.out().data(Unpooled.copiedBuffer(bytes(part)));
            x.out().flush();
          });
    }

    void end() {
      run(x.out()::end);
    }

    /** Breaks the connection. */
    void cut() {
      run(
          () ->
              x.out()
                  .fail(
                      naru.base.Failure.of(
                          naru.base.Code.INTERNAL, naru.base.Side.US, "the test cuts it")));
    }

    private ResponseHead head(int status, String... fields) {
      ResponseHead head = x.response(status);
      for (int i = 0; i < fields.length; i += 2) {
        head.fields().add(fields[i], fields[i + 1]);
      }
      if (!head.fields().has(Field.DATE)) {
        long now = x.loopState().clock().nanos();
        head.fields()
            .add(
                Field.DATE,
                naru.cache.core.HttpDate.text(x.loopState().clock().wallAt(now).getEpochSecond()));
      }
      return head;
    }

    private void run(Runnable task) {
      CountDownLatch done = new CountDownLatch(1);
      x.loop()
          .execute(
              () -> {
                task.run();
                done.countDown();
              });
      try {
        if (!done.await(10, TimeUnit.SECONDS)) {
          throw new AssertionError("the loop did not run");
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private static byte[] bytes(String s) {
      return s.getBytes(StandardCharsets.ISO_8859_1);
    }
  }
}
