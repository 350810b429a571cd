package naru.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import naru.app.cli.Exit;
import sun.misc.Signal;

/**
 * The end of a command that serves until it is told to stop: by SIGTERM or Ctrl-C, or by the
 * program that follows it. Opened before what serves, so that it is closed after it: the process
 * ends then, and not earlier.
 *
 * <p>The hook must not wait for the main thread itself, which ends in {@code System.exit} and there
 * waits for the hook.
 */
final class Farewell implements AutoCloseable {
  /** A close that takes longer, beside what connections may take, is not waited for. */
  static final int PATIENCE_SECONDS = 10;

  private final long patienceSeconds;
  private final Runnable overdue;
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean hurry = new AtomicBoolean();

  private volatile LongSupplier drainNanos = () -> 0;

  private Farewell(long patienceSeconds, Runnable overdue) {
    this.patienceSeconds = patienceSeconds;
    this.overdue = overdue;
  }

  static Farewell open() {
    return open(PATIENCE_SECONDS, () -> Runtime.getRuntime().halt(Exit.BUG));
  }

  /** With another patience, and another end where it is over. */
  static Farewell open(long patienceSeconds, Runnable overdue) {
    return new Farewell(patienceSeconds, overdue);
  }

  /** Returns when the process is told to stop; it lives until {@link #close}. */
  void await() {
    await(() -> 0);
  }

  /**
   * The same for who lets connections finish.
   *
   * @param drainNanos how long they may take, asked at the end
   */
  void await(LongSupplier drainNanos) {
    this.drainNanos = drainNanos;
    Runtime.getRuntime().addShutdownHook(new Thread(this::hold, "naru-stop"));
    try {
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops without a signal, and in the same time. */
  void tell() {
    told.countDown();
    Thread.ofPlatform().daemon().name("naru-farewell").start(this::watch);
  }

  private void watch() {
    if (!isClosedInTime()) {
      overdue.run();
    }
  }

  /** Whether it was told to stop once more: then nobody is waited for. */
  boolean isHurried() {
    return hurry.get();
  }

  private void hold() {
    Signal.handle(new Signal("INT"), again -> hurry.set(true));
    Signal.handle(new Signal("TERM"), again -> hurry.set(true));
    told.countDown();
    isClosedInTime(); // the process ends as soon as this returns
  }

  private boolean isClosedInTime() {
    long patience = TimeUnit.NANOSECONDS.toSeconds(drainNanos.getAsLong()) + patienceSeconds;
    try {
      if (closed.await(patience, TimeUnit.SECONDS)) {
        return true;
      }
      System.err.println("naru: not everything was closed in " + patience + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
