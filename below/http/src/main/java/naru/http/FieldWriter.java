package naru.http;

import io.netty.buffer.ByteBuf;

/** Writes fields as HTTP/1.1 does, a line each. RFC 9112 section 5. */
final class FieldWriter {
  private static final byte[] SEPARATOR = {':', ' '};

  private FieldWriter() {}

  /**
   * Writes the fields and the empty line. Neighbours that stand as they will be sent go at once.
   */
  static void write(Fields f, ByteBuf out) {
    byte[] bytes = f.bytes();
    int count = f.size();
    int i = 0;
    while (i < count) {
      if (!f.isLive(i)) {
        i++;
        continue;
      }
      if (!f.isPlain(i)) {
        writeOne(f, i, out);
        i++;
        continue;
      }
      int from = f.nameOffset(i);
      int to = lineEnd(f, i);
      i++;
      while (i < count && f.isLive(i) && f.isPlain(i) && f.nameOffset(i) == to) {
        to = lineEnd(f, i);
        i++;
      }
      out.writeBytes(bytes, from, to - from);
    }
    out.writeBytes(Ascii.CRLF);
  }

  private static int lineEnd(Fields f, int i) {
    return f.valueOffset(i) + f.valueLength(i) + 2;
  }

  private static void writeOne(Fields f, int i, ByteBuf out) {
    out.writeBytes(f.bytes(), f.nameOffset(i), f.nameLength(i));
    out.writeBytes(SEPARATOR);
    out.writeBytes(f.bytes(), f.valueOffset(i), f.valueLength(i));
    out.writeBytes(Ascii.CRLF);
  }
}
