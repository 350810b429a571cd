package naru.origin;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Side;
import naru.http.Exchange;
import naru.http.ResponseSource;
import org.jspecify.annotations.Nullable;

/**
 * Work that blocks, done for an exchange on a thread of its own; what comes of it returns to the
 * exchange's loop, unless the client has gone meanwhile: the exchange is another request's then.
 */
final class Errand implements ResponseSource {
  private final Exchange x;
  private volatile boolean cancelled;
  private volatile boolean begun;
  private @Nullable Future<?> timer;

  private Errand(Exchange x) {
    this.x = x;
  }

  /**
   * Sends someone. Call on the loop, before the response's head.
   *
   * @param limit one of it is taken and given back when the work is done
   * @param then gets the result on the loop
   * @param unused gets it on any thread if the client has gone meanwhile
   * @return false if the limit is reached: nothing happens then
   */
  static <T> boolean run(
      Exchange x,
      Executor threads,
      Limit limit,
      Callable<T> work,
      Consumer<T> then,
      Consumer<T> unused) {
    if (!limit.tryTake(1)) {
      return false;
    }
    Errand errand = new Errand(x);
    x.source(errand);
    try {
      threads.execute(() -> errand.work(() -> limit.give(1), work, then, unused));
    } catch (Throwable e) { // there may be no memory for one more thread
      limit.give(1);
      x.fail(failure(e));
    }
    return true;
  }

  /**
   * Sends someone when it is his turn. Call on the loop, before the response's head.
   *
   * @param late is run on the loop, instead of everything else, if his turn does not come in time
   * @return false if too many wait: nothing happens then
   */
  static <T> boolean inTurn(
      Exchange x,
      Turns turns,
      Callable<T> work,
      Consumer<T> then,
      Consumer<T> unused,
      Runnable late) {
    Errand errand = new Errand(x);
    Turns.Job job =
        new Turns.Job() {
          @Override
          public void run() {
            errand.work(turns::leave, work, then, unused);
          }

          @Override
          public void failed(Throwable why) {
            errand.home(() -> x.fail(failure(why)), () -> {});
          }
        };
    if (!turns.enter(job)) {
      return false;
    }
    x.source(errand);
    if (!errand.begun) {
      errand.timer =
          x.loop().schedule(() -> errand.late(late), turns.patienceNanos(), TimeUnit.NANOSECONDS);
    }
    return true;
  }

  private void late(Runnable told) {
    if (!begun && !cancelled) {
      cancelled = true;
      told.run();
    }
  }

  private <T> void work(Runnable done, Callable<T> work, Consumer<T> then, Consumer<T> unused) {
    begun = true;
    if (cancelled) {
      done.run();
      return;
    }
    try {
      T result = given(done, work);
      home(() -> then.accept(result), () -> unused.accept(result));
    } catch (Throwable e) { // an Error too: somebody waits for an answer
      Failure failure = failure(e);
      home(() -> x.fail(failure), () -> {});
    }
  }

  private static Failure failure(Throwable why) {
    return Failure.of(Code.INTERNAL, Side.US, "the origin failed: " + why).causedBy(why);
  }

  /** What was taken is given back before the client can hear of it, and so ask again. */
  private static <T> T given(Runnable done, Callable<T> work) throws Exception {
    try {
      return work.call();
    } finally {
      done.run();
    }
  }

  private void home(Runnable task, Runnable otherwise) {
    try {
      x.loop()
          .execute(
              () -> {
                stopTimer();
                (cancelled ? otherwise : task).run();
              });
    } catch (RejectedExecutionException stopped) {
      otherwise.run();
    }
  }

  private void stopTimer() {
    Future<?> t = timer;
    if (t != null) {
      t.cancel(false);
      timer = null;
    }
  }

  @Override
  public void pause() {}

  @Override
  public void resume() {}

  @Override
  public void cancel(Failure why) {
    cancelled = true;
    stopTimer();
  }
}
