package naru.http;

import naru.base.Failure;
import org.jspecify.annotations.Nullable;

/** Who makes the response on a stream: held back while too much of it waits for the client. */
final class HeldSource {
  private @Nullable ResponseSource source;
  private boolean paused;

  /** Names it, for the request that is under way. */
  void name(ResponseSource newSource) {
    source = newSource;
    paused = false;
  }

  /** There is none, or it has said all. */
  void none() {
    source = null;
    paused = false;
  }

  /** Whether there is one that makes more. */
  boolean isRunning() {
    return source != null && !paused;
  }

  /** It is to wait. */
  void pause() {
    ResponseSource s = source;
    if (s != null) {
      paused = true;
      s.pause();
    }
  }

  /** It may go on, if it waits. */
  void resume() {
    ResponseSource s = source;
    if (s != null && paused) {
      paused = false;
      s.resume();
    }
  }

  /** It hears that nobody wants the response any more. */
  void cancel(Failure why) {
    ResponseSource s = source;
    source = null;
    if (s != null) {
      s.cancel(why);
    }
  }
}
