package naru.app;

import sun.misc.Signal;

/**
 * SIGHUP reads the config again, as every server of this kind does. Without a terminal's meaning of
 * it: a program that serves does not end because a terminal was closed.
 */
final class Hangup {
  private Hangup() {}

  /** Runs this at every SIGHUP, on a thread of its own. */
  static void does(Runnable reload) {
    Signal.handle(new Signal("HUP"), signal -> reload.run());
  }
}
