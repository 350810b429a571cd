package naru.wire.tcp;

/** The options of a segment in words, for traces. */
public final class TcpOptionText {
  private TcpOptionText() {}

  /**
   * Such as {@code mss 1460, sack-permitted, timestamps 1 0, window-scale 7, sack 1-2}; always in
   * this order, numbers unsigned, empty without options.
   */
  public static String of(TcpView view) {
    if (view.headerLength() == TcpWriter.BYTES) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    if (view.mss() > 0) {
      next(text).append("mss ").append(view.mss());
    }
    if (view.sackPermitted()) {
      next(text).append("sack-permitted");
    }
    if (view.hasTimestamps()) {
      unsigned(next(text).append("timestamps "), view.timestampValue());
      unsigned(text.append(' '), view.timestampEcho());
    }
    if (view.windowScale() >= 0) {
      next(text).append("window-scale ").append(view.windowScale());
    }
    if (view.sackBlocks() > 0) {
      sack(next(text).append("sack"), view);
    }
    if (view.optionsBroken()) {
      next(text).append("broken");
    }
    return text.toString();
  }

  private static void sack(StringBuilder text, TcpView view) {
    for (int i = 0; i < view.sackBlocks(); i++) {
      unsigned(text.append(' '), view.sackLeft(i));
      unsigned(text.append('-'), view.sackRight(i));
    }
  }

  private static StringBuilder next(StringBuilder text) {
    return text.isEmpty() ? text : text.append(", ");
  }

  private static void unsigned(StringBuilder text, int number) {
    text.append(number & 0xffff_ffffL);
  }
}
