package naru.http.h2;

import io.netty.buffer.ByteBuf;

/**
 * Splits bytes into frames and checks what a frame must be by itself: its size, whether it belongs
 * to a stream or to the connection, its padding, and that a header block is not interrupted. RFC
 * 9113 sections 4 and 6.
 */
final class FrameReader {
  private static final int PRIORITY_BYTES = 5;

  private final FrameSink sink;
  private final Limits limits;
  private final int maxFrame;

  /** The header block that has begun; its stream, 0 if none has. */
  private int blockStream;

  private byte[] block = new byte[512];
  private int blockLength;
  private boolean blockEnd;
  private int blockDependsOn;
  private int continuations;
  private boolean begun;

  FrameReader(FrameSink sink, Limits limits, int maxFrame) {
    this.sink = sink;
    this.limits = limits;
    this.maxFrame = maxFrame;
  }

  /** Whether a header block has begun and is not whole. */
  boolean isInBlock() {
    return blockStream != 0;
  }

  /** Whether a frame was read: the other side's preface is whole. */
  boolean hasBegun() {
    return begun;
  }

  /**
   * Reads one frame.
   *
   * @return false if it is not there as a whole
   */
  boolean read(ByteBuf in) throws ConnectionError {
    if (in.readableBytes() < FrameType.HEADER_BYTES) {
      return false;
    }
    int at = in.readerIndex();
    int word = in.getInt(at);
    int length = word >>> 8;
    int type = word & 0xff;
    int stream = in.getInt(at + 5) & 0x7fff_ffff;
    if (length > maxFrame) {
      throw ConnectionError.frameSize("a frame is larger than SETTINGS_MAX_FRAME_SIZE");
    }
    int flags = in.getByte(at + 4);
    if (!begun && (type != FrameType.SETTINGS || (flags & FrameType.ACK) != 0)) {
      throw ConnectionError.protocol("the preface does not end with SETTINGS");
    }
    if (blockStream != 0 && (type != FrameType.CONTINUATION || stream != blockStream)) {
      throw ConnectionError.protocol("a header block is interrupted by another frame");
    }
    if (in.readableBytes() < FrameType.HEADER_BYTES + length) {
      return false;
    }
    begun = true;
    in.skipBytes(FrameType.HEADER_BYTES);
    int end = in.readerIndex() + length;
    frame(in, type, flags, stream, length);
    in.readerIndex(end);
    return true;
  }

  private void frame(ByteBuf in, int type, int flags, int stream, int length)
      throws ConnectionError {
    switch (type) {
      case FrameType.DATA -> data(in, flags, ofStream(stream, "DATA"), length);
      case FrameType.HEADERS -> headers(in, flags, ofStream(stream, "HEADERS"), length);
      case FrameType.PRIORITY -> priority(in, ofStream(stream, "PRIORITY"), length);
      case FrameType.RST_STREAM -> {
        exactly(4, length, "RST_STREAM");
        sink.reset(ofStream(stream, "RST_STREAM"), in.readInt());
      }
      case FrameType.SETTINGS -> settings(in, flags, stream, length);
      case FrameType.PUSH_PROMISE ->
          throw ConnectionError.protocol("PUSH_PROMISE, which was not allowed");
      case FrameType.PING -> {
        ofConnection(stream, "PING");
        exactly(8, length, "PING");
        sink.ping(in.readLong(), (flags & FrameType.ACK) != 0);
      }
      case FrameType.GOAWAY -> {
        ofConnection(stream, "GOAWAY");
        if (length < 8) {
          throw ConnectionError.frameSize("GOAWAY is too short");
        }
        sink.goAway(in.readInt() & 0x7fff_ffff, in.readInt(), in, length - 8);
      }
      case FrameType.WINDOW_UPDATE -> {
        exactly(4, length, "WINDOW_UPDATE");
        sink.windowUpdate(stream, in.readInt() & 0x7fff_ffff);
      }
      case FrameType.CONTINUATION -> continuation(in, flags, length);
      default -> sink.wasted(Budget.PRIORITIES); // RFC 9113 section 4.1: ignored
    }
  }

  private static int ofStream(int stream, String name) throws ConnectionError {
    if (stream == 0) {
      throw ConnectionError.protocol(name + " on stream 0");
    }
    return stream;
  }

  private static void ofConnection(int stream, String name) throws ConnectionError {
    if (stream != 0) {
      throw ConnectionError.protocol(name + " on a stream");
    }
  }

  private static void exactly(int want, int length, String name) throws ConnectionError {
    if (length != want) {
      throw ConnectionError.frameSize(name + " has " + length + " bytes, not " + want);
    }
  }

  private void data(ByteBuf in, int flags, int stream, int length) throws ConnectionError {
    int content = length;
    if ((flags & FrameType.PADDED) != 0) {
      content = unpadded(in, length, 0);
    }
    sink.data(stream, in, content, length, (flags & FrameType.END_STREAM) != 0);
  }

  /** Reads the length of the padding; what is left for the content. */
  private static int unpadded(ByteBuf in, int length, int besides) throws ConnectionError {
    if (length < 1 + besides) {
      throw ConnectionError.frameSize("a padded frame is too short");
    }
    int content = length - 1 - in.readUnsignedByte();
    if (content < besides) {
      throw ConnectionError.protocol("the padding is longer than the frame");
    }
    return content;
  }

  private void headers(ByteBuf in, int flags, int stream, int length) throws ConnectionError {
    int content = length;
    boolean priority = (flags & FrameType.PRIORITY_FLAG) != 0;
    int besides = priority ? PRIORITY_BYTES : 0;
    if ((flags & FrameType.PADDED) != 0) {
      content = unpadded(in, length, besides);
    } else if (length < besides) {
      throw ConnectionError.frameSize("HEADERS is too short for its priority");
    }
    blockDependsOn = 0;
    if (priority) {
      blockDependsOn = in.readInt() & 0x7fff_ffff;
      in.skipBytes(1);
      content -= PRIORITY_BYTES;
    }
    blockLength = 0;
    continuations = 0;
    blockEnd = (flags & FrameType.END_STREAM) != 0;
    blockStream = stream;
    fragment(in, flags, content);
  }

  private void continuation(ByteBuf in, int flags, int length) throws ConnectionError {
    if (blockStream == 0) {
      throw ConnectionError.protocol("CONTINUATION without HEADERS");
    }
    if (++continuations > limits.continuations()) {
      throw ConnectionError.exceeded(Budget.CONTINUATIONS, limits.continuations());
    }
    fragment(in, flags, length);
  }

  private void fragment(ByteBuf in, int flags, int length) throws ConnectionError {
    boolean whole = (flags & FrameType.END_HEADERS) != 0;
    if (length == 0 && !whole) {
      sink.wasted(Budget.EMPTY_FRAMES);
    }
    // A coded block is hardly ever longer than its list: one that is too large by far is not read
    // to its end only to be refused.
    if (blockLength + length > Math.max(2 * limits.headerListBytes(), maxFrame)) {
      throw ConnectionError.exceeded(Budget.CONTINUATIONS, limits.continuations());
    }
    if (block.length - blockLength < length) {
      byte[] larger = new byte[Math.max(block.length * 2, blockLength + length)];
      System.arraycopy(block, 0, larger, 0, blockLength);
      block = larger;
    }
    in.readBytes(block, blockLength, length);
    blockLength += length;
    if (whole) {
      int stream = blockStream;
      blockStream = 0;
      sink.headers(stream, block, blockLength, blockEnd, blockDependsOn);
      if (block.length > 16 * 1024) {
        block = new byte[512];
      }
    }
  }

  private void priority(ByteBuf in, int stream, int length) throws ConnectionError {
    sink.priority(stream, length, length == PRIORITY_BYTES ? in.readInt() & 0x7fff_ffff : 0);
  }

  private void settings(ByteBuf in, int flags, int stream, int length) throws ConnectionError {
    ofConnection(stream, "SETTINGS");
    if ((flags & FrameType.ACK) != 0) {
      exactly(0, length, "SETTINGS with ACK");
      sink.settingsAcked();
      return;
    }
    if (length % 6 != 0) {
      throw ConnectionError.frameSize("SETTINGS is not a multiple of 6 bytes");
    }
    sink.settings(in, length);
  }
}
