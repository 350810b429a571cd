package naru.linux;

import java.util.concurrent.atomic.AtomicInteger;

/** A file descriptor that we must close, and close once: its number may belong to another then. */
final class Descriptor implements AutoCloseable {
  private static final int CLOSED = -1;

  private final AtomicInteger number;

  private Descriptor(int number) {
    this.number = new AtomicInteger(number);
  }

  /** Takes what a call returned; throws if it failed. */
  static Descriptor of(String call, int result) {
    return new Descriptor(Libc.check(call, result));
  }

  /** The number; -1 once closed, with which every call fails with EBADF. */
  int number() {
    return number.get();
  }

  @Override
  public void close() {
    int fd = number.getAndSet(CLOSED);
    if (fd != CLOSED) {
      int ignored = Libc.close(fd);
      assert ignored != -Errno.EBADF : "descriptor " + fd + " was closed by somebody else";
    }
  }
}
