package naru.http;

import naru.base.Failure;

/** Who makes a response: told when the client reads slower than it writes, or has gone. */
public interface ResponseSource {
  /** Write no more than what is on its way. */
  void pause();

  /** Go on. */
  void resume();

  /** Nobody wants the response any more; the source lets everything go and tells nothing more. */
  void cancel(Failure why);
}
