package naru.http.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 7541: its own examples (appendix C), and Netty's codec as the other side. */
final class HpackTest {
  private final HpackDecoder decoder = new HpackDecoder(Blocks.TAGS, 4096, 1 << 20);

  /** C.2. */
  @Test
  void literals() throws Exception {
    assertThat(decode("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"))
        .containsExactly("custom-key: custom-header");
    assertThat(decode("040c 2f73 616d 706c 652f 7061 7468")).containsExactly(":path: /sample/path");
    assertThat(decode("1008 7061 7373 776f 7264 0673 6563 7265 74"))
        .containsExactly("password: secret");
    assertThat(decode("82")).containsExactly(":method: GET");
    assertThat(decode("be")).containsExactly("custom-key: custom-header");
  }

  /** C.3. */
  @Test
  void requestsWithoutHuffman() throws Exception {
    requests(
        "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
        "8286 84be 5808 6e6f 2d63 6163 6865",
        "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65");
  }

  /** C.4. */
  @Test
  void requestsWithHuffman() throws Exception {
    requests(
        "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
        "8286 84be 5886 a8eb 1064 9cbf",
        "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf");
  }

  private void requests(String first, String second, String third) throws Exception {
    assertThat(decode(first))
        .containsExactly(
            ":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
    assertThat(decode(second))
        .containsExactly(
            ":method: GET",
            ":scheme: http",
            ":path: /",
            ":authority: www.example.com",
            "cache-control: no-cache");
    assertThat(decode(third))
        .containsExactly(
            ":method: GET",
            ":scheme: https",
            ":path: /index.html",
            ":authority: www.example.com",
            "custom-key: custom-value");
  }

  /** C.5 and C.6: a table of 256 bytes, from which entries fall out. */
  @Test
  void responsesWithEviction() throws Exception {
    responses(
        "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a"
            + "3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
        "4803 3330 37c1 c0bf",
        "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04"
            + "677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745"
            + "4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31");
    responses(
        "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e"
            + "919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
        "4883 640e ffc1 c0bf",
        "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7"
            + "821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0"
            + "03ed 4ee5 b106 3d50 07");
  }

  private void responses(String first, String second, String third) throws Exception {
    HpackDecoder small = new HpackDecoder(Blocks.TAGS, 256, 1 << 20);
    String date = "date: Mon, 21 Oct 2013 20:13:21 GMT";
    String location = "location: https://www.example.com";
    assertThat(Blocks.decode(small, first))
        .containsExactly(":status: 302", "cache-control: private", date, location);
    assertThat(Blocks.decode(small, second))
        .containsExactly(":status: 307", "cache-control: private", date, location);
    assertThat(Blocks.decode(small, third))
        .containsExactly(
            ":status: 200",
            "cache-control: private",
            "date: Mon, 21 Oct 2013 20:13:22 GMT",
            location,
            "content-encoding: gzip",
            "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1");
  }

  private List<String> decode(String hex) throws ConnectionError {
    return Blocks.decode(decoder, hex);
  }

  /** Sections 2.3.3, 4.2, 5.1, 5.2, 6.1: what must be refused. */
  @Test
  void badBlocks() {
    refused("80"); // index 0
    refused("be"); // nothing is in the table
    refused("ffffffffff0f"); // an integer that is too large
    refused("4001"); // cut in the name
    refused("40036162"); // cut in the middle of a name
    refused("3fe21f"); // a table larger than 4096
    refused("8220"); // a size update behind a field
    refused("00016105616263"); // cut in the middle of a value
    refused("008161ff81ff"); // padding longer than 7 bits
    refused("0084ffffffff0161"); // EOS
    refused("0081180161"); // padding that is not ones
  }

  private void refused(String hex) {
    assertThatThrownBy(() -> decode(hex))
        .describedAs(hex)
        .isInstanceOfSatisfying(
            ConnectionError.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.COMPRESSION_ERROR));
  }

  /** A small block that names a large entry again and again does not grow. */
  @Test
  void bombs() throws Exception {
    HpackDecoder bounded = new HpackDecoder(Blocks.TAGS, 4096, 10_000);
    ByteBuf block = Unpooled.buffer();
    block.writeBytes(ByteBufUtil.decodeHexDump("40016b7fa11e")).writeZero(4000);
    for (int i = 0; i < 16_000; i++) {
      block.writeByte(0xbe);
    }
    List<String> lines = Blocks.decode(bounded, ByteBufUtil.getBytes(block));
    assertThat(lines).hasSize(2);
    assertThat(bounded.isBeyondList()).isTrue();
    assertThat(bounded.listBytes()).isGreaterThan(64_000_000);
    assertThat(Blocks.decode(bounded, "be")).hasSize(1);
    assertThat(bounded.isBeyondList()).isFalse();
  }

  @Test
  void repeatedFieldsBecomeOneByte() throws Exception {
    HpackEncoder encoder = new HpackEncoder();
    List<String> fields = List.of("server: naru", "content-type: text/html", "!set-cookie: a=b");
    byte[] first = Blocks.encode(encoder, fields);
    int unchanged = encoder.version();
    byte[] second = Blocks.encode(encoder, fields);
    byte[] third = Blocks.encode(encoder, fields);
    byte[] fourth = Blocks.encode(encoder, fields);
    assertThat(encoder.version()).isNotEqualTo(unchanged);
    assertThat(third).startsWith(0xbf, 0xbe, 0x10).hasSize(15).isEqualTo(fourth);
    for (byte[] block : List.of(first, second, third, fourth)) {
      assertThat(Blocks.decode(decoder, block))
          .containsExactly("server: naru", "content-type: text/html", "set-cookie: a=b");
    }
    assertThat(decoder.version()).isEqualTo(2);
  }

  /** Section 4.2: a smaller table is told at the beginning of the next block. */
  @Test
  void tableSizeUpdates() throws Exception {
    HpackEncoder encoder = new HpackEncoder();
    List<String> fields = List.of("a: b", "c: d");
    Blocks.encode(encoder, fields);
    Blocks.decode(decoder, Blocks.encode(encoder, fields));
    encoder.limit(0);
    encoder.limit(100);
    byte[] block = Blocks.encode(encoder, fields);
    assertThat(ByteBufUtil.hexDump(block)).startsWith("203f45");
    assertThat(Blocks.decode(decoder, block)).isEqualTo(fields);
    assertThat(Blocks.decode(decoder, Blocks.encode(encoder, fields))).isEqualTo(fields);
  }

  /** Our encoder to Netty's decoder. */
  @Test
  void nettyUnderstandsUs() throws Exception {
    Random random = new Random(7541);
    HpackEncoder encoder = new HpackEncoder();
    DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, 1 << 20);
    for (int round = 0; round < 3000; round++) {
      if (random.nextInt(200) == 0) {
        int size = random.nextInt(5000);
        encoder.limit(size);
      }
      List<String> fields = randomFields(random);
      Http2Headers headers =
          netty.decodeHeaders(1, Unpooled.wrappedBuffer(Blocks.encode(encoder, fields)));
      List<String> got = new ArrayList<>();
      headers.forEach(e -> got.add(e.getKey() + ": " + e.getValue()));
      assertThat(got)
          .containsExactlyInAnyOrderElementsOf(
              fields.stream().map(f -> f.startsWith("!") ? f.substring(1) : f).toList());
    }
  }

  /** Netty's encoder to our decoder. */
  @Test
  void weUnderstandNetty() throws Exception {
    Random random = new Random(9113);
    DefaultHttp2HeadersEncoder netty = new DefaultHttp2HeadersEncoder();
    for (int round = 0; round < 3000; round++) {
      List<String> fields =
          randomFields(random).stream()
              .map(f -> f.startsWith("!") ? f.substring(1) : f)
              .sorted()
              .toList();
      DefaultHttp2Headers headers = new DefaultHttp2Headers(false);
      for (String field : fields) {
        int colon = field.indexOf(':', 1);
        headers.add(field.substring(0, colon), field.substring(colon + 2));
      }
      ByteBuf block = Unpooled.buffer();
      netty.encodeHeaders(1, headers, block);
      assertThat(Blocks.decode(decoder, ByteBufUtil.getBytes(block)).stream().sorted())
          .containsExactlyElementsOf(fields);
    }
  }

  private static List<String> randomFields(Random random) {
    List<String> fields = new ArrayList<>();
    int n = random.nextInt(12);
    for (int i = 0; i < n; i++) {
      String name =
          switch (random.nextInt(4)) {
            case 0 -> "content-type";
            case 1 -> "x-" + random.nextInt(20);
            case 2 -> "accept-encoding";
            default -> "cookie";
          };
      StringBuilder value = new StringBuilder();
      int length = random.nextInt(10) == 0 ? random.nextInt(3000) : random.nextInt(12);
      int range = random.nextInt(8) == 0 ? 256 : 3;
      for (int k = 0; k < length; k++) {
        value.append((char) (range == 256 ? random.nextInt(256) : 'a' + random.nextInt(range)));
      }
      fields.add((random.nextInt(6) == 0 ? "!" : "") + name + ": " + value);
    }
    return fields;
  }

  /** Every byte there and back, alone and mixed. */
  @Test
  void huffmanThereAndBack() {
    Random random = new Random(1);
    for (int round = 0; round < 2000; round++) {
      byte[] text = new byte[round < 256 ? 1 : random.nextInt(200)];
      random.nextBytes(text);
      if (round < 256) {
        text[0] = (byte) round;
      }
      ByteBuf coded = Unpooled.buffer();
      Huffman.encode(text, 0, text.length, coded);
      byte[] in = ByteBufUtil.getBytes(coded);
      assertThat(in).hasSize(Huffman.encodedLength(text, 0, text.length));
      byte[] out = new byte[Huffman.longestDecoded(in.length)];
      assertThat(Huffman.decode(in, 0, in.length, out, 0)).isEqualTo(text.length);
      assertThat(new String(out, 0, text.length, StandardCharsets.ISO_8859_1))
          .isEqualTo(new String(text, StandardCharsets.ISO_8859_1));
    }
  }
}
