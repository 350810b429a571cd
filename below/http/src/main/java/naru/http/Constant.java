package naru.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes that are always the same, ready to be written: {@code duplicate()} them. */
final class Constant {
  static final ByteBuf CRLF = of("\r\n");
  static final ByteBuf CONTINUE = of("HTTP/1.1 100 Continue\r\n\r\n");
  static final ByteBuf LAST_CHUNK = of("0\r\n\r\n");

  private Constant() {}

  private static ByteBuf of(String text) {
    byte[] b = text.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer direct = ByteBuffer.allocateDirect(b.length).put(b).flip();
    return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(direct));
  }
}
