package naru.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of a command that serves until it is told to stop by SIGTERM or Ctrl-C. Opened before
 * what serves, so that it is closed after it: the process ends then, and not earlier.
 *
 * <p>The hook must not wait for the main thread itself, which ends in {@code System.exit} and there
 * waits for the hook.
 */
final class Farewell implements AutoCloseable {
  /** A close that takes longer is not waited for. */
  private static final int PATIENCE_SECONDS = 10;

  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private Farewell() {}

  static Farewell open() {
    return new Farewell();
  }

  /** Returns when the process is told to stop; it lives until {@link #close}. */
  void await() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::hold, "naru-stop"));
    try {
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hold() {
    told.countDown();
    try {
      if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("naru: not everything was closed in " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
