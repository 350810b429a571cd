package naru.wire.tls;

import io.netty.buffer.ByteBuf;

/** Walks over bytes of somebody else and never past their end. */
final class Cursor {
  private final ByteBuf bytes;
  private int at;
  private final int end;

  private Cursor(ByteBuf bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** The readable bytes, whose indices stay as they are. */
  static Cursor over(ByteBuf bytes) {
    return new Cursor(bytes, bytes.readerIndex(), bytes.writerIndex());
  }

  boolean hasMore() {
    return at < end;
  }

  int left() {
    return end - at;
  }

  int u8(String what) throws MalformedTls {
    return bytes.getUnsignedByte(take(1, what));
  }

  int u16(String what) throws MalformedTls {
    return bytes.getUnsignedShort(take(2, what));
  }

  /** The next {@code n} bytes as a cursor of their own. */
  Cursor slice(int n, String what) throws MalformedTls {
    int from = take(n, what);
    return new Cursor(bytes, from, from + n);
  }

  /** A vector with its length in one byte. */
  Cursor vector8(String what) throws MalformedTls {
    return slice(u8(what), what);
  }

  /** A vector with its length in two bytes. */
  Cursor vector16(String what) throws MalformedTls {
    return slice(u16(what), what);
  }

  byte[] rest() {
    byte[] copy = new byte[left()];
    bytes.getBytes(at, copy);
    at = end;
    return copy;
  }

  private int take(int n, String what) throws MalformedTls {
    if (n > end - at) {
      throw new MalformedTls(what + " is cut: " + n + " bytes needed, " + (end - at) + " there");
    }
    int from = at;
    at += n;
    return from;
  }
}
