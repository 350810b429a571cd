package naru.wire.proxy;

/** Bytes that are no PROXY header, with the reason in one sentence. It has no stack trace. */
public final class MalformedProxy extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedProxy(String why) {
    super(why, null, false, false);
  }

  /** What is wrong with the bytes. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
