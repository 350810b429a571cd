package naru.http.h2;

/** Frame types and flags. RFC 9113 section 6. */
public final class FrameType {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  /** DATA, HEADERS: the sender says no more on this stream. */
  public static final int END_STREAM = 0x1;

  /** SETTINGS, PING: an answer. */
  public static final int ACK = 0x1;

  /** HEADERS, PUSH_PROMISE, CONTINUATION: the header block ends here. */
  public static final int END_HEADERS = 0x4;

  public static final int PADDED = 0x8;

  /** HEADERS: five bytes of priority stand in front. */
  public static final int PRIORITY_FLAG = 0x20;

  /** Bytes in front of every payload. */
  public static final int HEADER_BYTES = 9;

  private FrameType() {}
}
