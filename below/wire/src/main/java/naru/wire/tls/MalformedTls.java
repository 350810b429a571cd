package naru.wire.tls;

/** Bytes that are not TLS, with the reason in one sentence. Cheap: it has no stack trace. */
public final class MalformedTls extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedTls(String why) {
    super(why, null, false, false);
  }

  /** What is wrong with the bytes. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
