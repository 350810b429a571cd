package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 section 7.1. */
final class BodyDecoderTest {
  private final BodyDecoder decoder = new BodyDecoder();
  private final StringBuilder got = new StringBuilder();

  private BodyDecoder.Result decode(String text, int step) {
    ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    BodyDecoder.Result result = BodyDecoder.Result.MORE;
    while (in.isReadable() && result == BodyDecoder.Result.MORE) {
      ByteBuf part = in.readSlice(Math.min(step, in.readableBytes()));
      result =
          decoder.decode(
              part,
              data -> {
                got.append(data.toString(StandardCharsets.ISO_8859_1));
                data.release();
              });
    }
    return result;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void chunksWhereverTheyAreCut(int step) {
    decoder.begin(Framing.CHUNKED);
    assertThat(decode("5\r\nhello\r\n1;a=b\r\n \r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n", step))
        .isEqualTo(BodyDecoder.Result.DONE);
    assertThat(got).hasToString("hello 0123456789");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\nhello\r\n0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "5\r\nhelloo\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n",
        "+5\r\nhello\r\n",
        "-5\r\nhello\r\n",
        " 5\r\nhello\r\n",
        "5 \r\nhello\r\n",
        "5_0\r\nhello\r\n",
        ";\r\n",
        "\r\n",
        "5;\r\nhello\r\n",
        "5;a\nb\r\nhello\r\n",
        "5;a\rb\r\nhello\r\n",
        "1234567890abcdef\r\n",
        "0\r\n bad: x\r\n\r\n",
        "0\r\nbad\r\n\r\n",
        "0\r\nbad: x\n\r\n",
        "0\r\n\n",
      })
  void brokenChunksAreRefused(String text) {
    decoder.begin(Framing.CHUNKED);
    assertThat(decode(text, 1000)).isEqualTo(BodyDecoder.Result.MALFORMED);
    assertThat(decoder.fault()).isNotEmpty();
  }

  @Test
  void aLengthTakesExactlyThat() {
    decoder.begin(3);
    ByteBuf in = Unpooled.copiedBuffer("abcGET", StandardCharsets.US_ASCII);
    assertThat(decoder.decode(in, ByteBuf::release)).isEqualTo(BodyDecoder.Result.DONE);
    assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("GET");
  }

  @Test
  void extensionsAndTrailersAreBounded() {
    decoder.begin(Framing.CHUNKED);
    assertThat(decode("1;" + "a".repeat(2000), 4096)).isEqualTo(BodyDecoder.Result.MALFORMED);
    decoder.begin(Framing.CHUNKED);
    assertThat(decode("0\r\n" + "A: b\r\n".repeat(4000), 65536))
        .isEqualTo(BodyDecoder.Result.MALFORMED);
  }

  /** RFC 9110 section 6.5.1: some servers put trailers to the other fields. */
  @Test
  void trailersSayNothingOfFramingNorOfWhoTheClientIs() {
    decoder.begin(Framing.CHUNKED);
    String trailers =
        """
        X-Sum: 1\r
        Content_Length: 5\r
        Forwarded: for=127.0.0.1\r
        X-Real-IP: 127.0.0.1\r
        X_Forwarded_For: 127.0.0.1\r
        Client-Cert: :AAAA:\r
        client_cert_chain: :AAAA:\r
        Proxy: evil.test\r
        traceparent: 00-1-1-00\r
        """;
    assertThat(decode("0\r\n" + trailers + "\r\n", 4096)).isEqualTo(BodyDecoder.Result.DONE);
    Fields left = decoder.trailers();
    assertThat(left == null ? List.of() : left.entries()).containsExactly(Map.entry("X-Sum", "1"));
  }
}
