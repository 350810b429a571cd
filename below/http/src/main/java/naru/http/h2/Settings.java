package naru.http.h2;

import io.netty.buffer.ByteBuf;

/** What one side says of itself. RFC 9113 section 6.5.2, RFC 8441 section 3. */
public final class Settings {
  public static final int HEADER_TABLE_SIZE = 1;
  public static final int ENABLE_PUSH = 2;
  public static final int MAX_CONCURRENT_STREAMS = 3;
  public static final int INITIAL_WINDOW_SIZE = 4;
  public static final int MAX_FRAME_SIZE = 5;
  public static final int MAX_HEADER_LIST_SIZE = 6;
  public static final int ENABLE_CONNECT_PROTOCOL = 8;

  static final int DEFAULT_WINDOW = 65_535;
  static final int DEFAULT_FRAME = 16_384;
  private static final int LARGEST_FRAME = (1 << 24) - 1;
  private static final int ENTRY_BYTES = 6;

  private long headerTableSize = 4096;
  private boolean push = true;
  private boolean pushSaid;
  private long maxConcurrentStreams = 0xffff_ffffL;
  private int initialWindow = DEFAULT_WINDOW;
  private int maxFrame = DEFAULT_FRAME;
  private long maxHeaderList = 0xffff_ffffL;
  private boolean connectProtocol;

  /** What a side is taken to have said before it says anything. */
  Settings() {}

  /** Bytes of the HPACK table that the other side's encoder may use. */
  long headerTableSize() {
    return headerTableSize;
  }

  /** How many streams whoever hears this may have open at once; 2^32-1 for any number. */
  public long maxConcurrentStreams() {
    return maxConcurrentStreams;
  }

  int initialWindow() {
    return initialWindow;
  }

  int maxFrame() {
    return maxFrame;
  }

  /** Whether extended CONNECT may be used. */
  public boolean connectProtocol() {
    return connectProtocol;
  }

  /** Takes one setting; unknown ones are ignored. */
  Settings set(int id, long value) throws ConnectionError {
    switch (id) {
      case HEADER_TABLE_SIZE -> headerTableSize = value;
      case ENABLE_PUSH -> {
        push = flag(value, "ENABLE_PUSH");
        pushSaid = true;
      }
      case MAX_CONCURRENT_STREAMS -> maxConcurrentStreams = value;
      case INITIAL_WINDOW_SIZE -> {
        if (value > Integer.MAX_VALUE) {
          throw new ConnectionError(
              ErrorCode.FLOW_CONTROL_ERROR, "SETTINGS_INITIAL_WINDOW_SIZE is above 2^31-1");
        }
        initialWindow = (int) value;
      }
      case MAX_FRAME_SIZE -> {
        if (value < DEFAULT_FRAME || value > LARGEST_FRAME) {
          throw ConnectionError.protocol("SETTINGS_MAX_FRAME_SIZE is not within 2^14 and 2^24-1");
        }
        maxFrame = (int) value;
      }
      case MAX_HEADER_LIST_SIZE -> maxHeaderList = value;
      case ENABLE_CONNECT_PROTOCOL -> {
        boolean on = flag(value, "ENABLE_CONNECT_PROTOCOL");
        if (connectProtocol && !on) {
          throw ConnectionError.protocol("SETTINGS_ENABLE_CONNECT_PROTOCOL went back to 0");
        }
        connectProtocol = on;
      }
      default -> {} // RFC 9113 section 6.5.2: ignored
    }
    return this;
  }

  private static boolean flag(long value, String name) throws ConnectionError {
    if (value > 1) {
      throw ConnectionError.protocol("SETTINGS_" + name + " is neither 0 nor 1");
    }
    return value == 1;
  }

  /** Whether it was said that there is push, which a server may not say. RFC 9113 section 6.5.2. */
  boolean offersPush() {
    return pushSaid && push;
  }

  /** Writes a SETTINGS frame with what differs from the protocol's defaults. */
  void writeTo(ByteBuf out, boolean server) {
    int start = out.writerIndex();
    FrameWriter.header(out, 0, FrameType.SETTINGS, 0, 0);
    entry(out, HEADER_TABLE_SIZE, headerTableSize, 4096);
    entry(out, MAX_CONCURRENT_STREAMS, maxConcurrentStreams, 0xffff_ffffL);
    entry(out, INITIAL_WINDOW_SIZE, initialWindow, DEFAULT_WINDOW);
    entry(out, MAX_FRAME_SIZE, maxFrame, DEFAULT_FRAME);
    entry(out, MAX_HEADER_LIST_SIZE, maxHeaderList, 0xffff_ffffL);
    entry(out, ENABLE_CONNECT_PROTOCOL, connectProtocol ? 1 : 0, 0);
    if (!server) {
      entry(out, ENABLE_PUSH, push ? 1 : 0, 1);
    }
    FrameWriter.patchLength(out, start);
  }

  private static void entry(ByteBuf out, int id, long value, long usual) {
    if (value != usual) {
      out.writeShort(id).writeInt((int) value);
    }
  }

  /** Reads the payload of a SETTINGS frame. */
  void read(ByteBuf in, int length) throws ConnectionError {
    for (int at = 0; at < length; at += ENTRY_BYTES) {
      set(in.readUnsignedShort(), in.readUnsignedInt());
    }
  }
}
