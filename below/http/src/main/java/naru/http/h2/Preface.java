package naru.http.h2;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** What a client says first, and how much of it came. RFC 9113 section 3.4. */
public final class Preface {
  /** As it goes over the wire. */
  public static final String TEXT = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.US_ASCII);

  private int seen;

  Preface() {}

  static void write(ByteBuf out) {
    out.writeBytes(BYTES);
  }

  /** Uses up what is there of it; true once it is whole. */
  boolean read(ByteBuf in) throws ConnectionError {
    while (seen < BYTES.length && in.isReadable()) {
      if (in.readByte() != BYTES[seen]) {
        throw ConnectionError.protocol("this is not the client's preface");
      }
      seen++;
    }
    return seen == BYTES.length;
  }

  /**
   * How many of the first bytes are a client's preface.
   *
   * @return -1 if they are not one; 24 if it is whole
   */
  public static int match(ByteBuf in) {
    int n = Math.min(in.readableBytes(), BYTES.length);
    for (int i = 0; i < n; i++) {
      if (in.getByte(in.readerIndex() + i) != BYTES[i]) {
        return -1;
      }
    }
    return n;
  }
}
