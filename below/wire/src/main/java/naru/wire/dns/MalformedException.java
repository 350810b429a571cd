package naru.wire.dns;

/** Leaves the reader at the first thing that is wrong; never leaves this package. */
final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int at;

  MalformedException(String why, int at) {
    super(why, null, false, false);
    this.at = at;
  }

  int at() {
    return at;
  }
}
