package naru.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Header blocks as lists of lines, for tests. */
final class Blocks {
  /** Tags every field with the length of its name, so that a wrong tag is seen. */
  static final HeaderTags TAGS = new HeaderTags((line, offset, name, value) -> name * 1000 + value);

  private Blocks() {}

  static List<String> decode(HpackDecoder decoder, String hex) throws ConnectionError {
    return decode(decoder, ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
  }

  static List<String> decode(HpackDecoder decoder, byte[] block) throws ConnectionError {
    List<String> lines = new ArrayList<>();
    decoder.decode(
        block,
        0,
        block.length,
        (tag, line, offset, name, value) -> {
          if (tag != name * 1000 + value) {
            throw new AssertionError("tag " + tag);
          }
          String whole = new String(line, offset, name + value + 4, StandardCharsets.ISO_8859_1);
          if (!whole.endsWith("\r\n") || !whole.startsWith(": ", name)) {
            throw new AssertionError(whole);
          }
          lines.add(whole.substring(0, name) + ": " + whole.substring(name + 2, name + 2 + value));
        });
    return lines;
  }

  /** Encodes lines {@code name: value}; those that begin with an exclamation mark are secret. */
  static byte[] encode(HpackEncoder encoder, List<String> lines) {
    ByteBuf out = Unpooled.buffer();
    encoder.begin(out);
    for (String line : lines) {
      boolean secret = line.startsWith("!");
      String field = secret ? line.substring(1) : line;
      int colon = field.indexOf(':', 1);
      byte[] name = field.substring(0, colon).getBytes(StandardCharsets.ISO_8859_1);
      byte[] value = field.substring(colon + 2).getBytes(StandardCharsets.ISO_8859_1);
      encoder.field(out, name, 0, name.length, value, 0, value.length, secret);
    }
    byte[] block = ByteBufUtil.getBytes(out);
    out.release();
    return block;
  }
}
