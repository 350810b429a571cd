package naru.linux;

/** A system call failed: which one, on what, why, and what a person may do about it. */
public final class LinuxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final transient Errno errno;
  private final String hint;

  private LinuxException(String call, Errno errno, String hint) {
    super(call + ": " + errno.name() + (hint.isEmpty() ? "" : ". " + hint));
    this.call = call;
    this.errno = errno;
    this.hint = hint;
  }

  /**
   * The failure of a call.
   *
   * @param call the call and what it was made on, such as {@code open /dev/net/tun}
   * @param errno the positive number
   */
  static LinuxException of(String call, int errno) {
    return of(call, errno, "");
  }

  /**
   * The failure of a call of which the kernel said more than a number.
   *
   * @param said the kernel's own words, or empty
   */
  static LinuxException of(String call, int errno, String said) {
    Errno why = new Errno(errno);
    String known = Hints.of(call, why);
    String spoken = said.isEmpty() ? "" : "The kernel says: " + said + ".";
    return new LinuxException(call, why, (spoken + " " + known).strip());
  }

  /** The call and what it was made on, such as {@code open /dev/net/tun}. */
  public String call() {
    return call;
  }

  public Errno errno() {
    return errno;
  }

  /** What may be done about it, in whole sentences; empty if nothing is known. */
  public String hint() {
    return hint;
  }
}
