package naru.http.h2;

import io.netty.buffer.ByteBuf;

/** Writes a head of a certain size. */
final class ByteBufFiller {
  private ByteBufFiller() {}

  static void fill(Dialogue d, int stream, int bytes) {
    ByteBuf block = d.connection.beginHeaders(d.stream(stream));
    d.connection.encoder().status(block, 200);
    byte[] name = {'n'};
    byte[] value = new byte[bytes];
    java.util.Arrays.fill(value, (byte) 0x80);
    d.connection.encoder().field(block, name, 0, 1, value, 0, bytes, false);
    d.connection.endHeaders(d.stream(stream), true);
  }
}
