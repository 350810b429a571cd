package naru.app;

import sun.misc.Signal;

/**
 * SIGHUP reads the config again, as every server of this kind does. Without a terminal's meaning of
 * it: a program that serves does not end because a terminal was closed. SIGUSR1, by which scripts
 * of logrotate have nginx open its logs anew, would end a JVM; here logs follow by themselves.
 */
final class Hangup {
  private Hangup() {}

  /** Runs this at every SIGHUP, on a thread of its own; lets SIGUSR1 pass. */
  static void does(Runnable reload) {
    Signal.handle(new Signal("HUP"), signal -> reload.run());
    Signal.handle(new Signal("USR1"), signal -> {});
  }
}
