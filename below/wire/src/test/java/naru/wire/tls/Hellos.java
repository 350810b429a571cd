package naru.wire.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Hellos made by hand, byte by byte as the RFC draws them. */
final class Hellos {
  private static final String RANDOM = "00".repeat(32);
  private static final String RETRY =
      "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

  private Hellos() {}

  /** TLS 1.3 with GREASE, a hybrid key share, SNI and ALPN. */
  static byte[] modernClient() {
    return record(
        message(
            1,
            "0303"
                + RANDOM
                + v8("aa".repeat(32))
                + v16("1a1a" + "1301" + "1302" + "1303")
                + v8("00")
                + v16(
                    extension(0x2a2a, "")
                        + extension(0, v16("00" + v16(ascii("shop.naru.test"))))
                        + extension(10, v16("3a3a" + "11ec" + "001d" + "0017"))
                        + extension(16, v16(v8(ascii("h2")) + v8(ascii("http/1.1"))))
                        + extension(43, v8("4a4a" + "0303" + "0304"))
                        + extension(51, v16("001d" + v16("bb".repeat(32)))))));
  }

  /** TLS 1.2 without any extension, offering a session. */
  static byte[] oldClient() {
    return record(message(1, "0303" + RANDOM + v8("0102") + v16("c02f" + "002f") + v8("00")));
  }

  static byte[] modernServer() {
    return record(
        message(
            2,
            "0303"
                + RANDOM
                + v8("aa".repeat(32))
                + "1301"
                + "00"
                + v16(extension(43, "0304") + extension(51, "11ec" + v16("cc".repeat(64))))));
  }

  static byte[] retryRequest() {
    return record(
        message(
            2,
            "0303"
                + RETRY
                + v8("aa".repeat(32))
                + "1301"
                + "00"
                + v16(extension(43, "0304") + extension(51, "0017"))));
  }

  static byte[] resumingServer12() {
    return record(message(2, "0303" + RANDOM + v8("0102") + "c02f" + "00"));
  }

  static byte[] changeCipherSpec() {
    return HexFormat.of().parseHex("140303000101");
  }

  static byte[] record(String fragment) {
    return HexFormat.of().parseHex("16" + "0303" + v16(fragment));
  }

  static String message(int type, String body) {
    return String.format("%02x%06x", type, body.length() / 2) + body;
  }

  static String extension(int type, String data) {
    return String.format("%04x", type) + v16(data);
  }

  static String v8(String hex) {
    return String.format("%02x", hex.length() / 2) + hex;
  }

  static String v16(String hex) {
    return String.format("%04x", hex.length() / 2) + hex;
  }

  static String ascii(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  static ByteBuf bytes(byte[]... parts) {
    return Unpooled.wrappedBuffer(parts);
  }
}
