package naru.wire.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import naru.base.IpRange;
import naru.wire.proxy.ProxyHeader.Transport;
import naru.wire.proxy.ProxyHeader.Version;
import naru.wire.proxy.ProxyHeaderReader.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of both versions, right ones and wrong ones, cut in every way. */
final class ProxyHeaderReaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final String ENDS = "0a000001 0a000002 1234 01bb".replace(" ", "");

  private static Step feed(byte[] bytes) {
    return new ProxyHeaderReader().feed(Unpooled.wrappedBuffer(bytes));
  }

  private static Step feedHex(String hex) {
    return feed(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static ProxyHeader header(Step step) {
    assertThat(step).isInstanceOf(Step.Complete.class);
    return ((Step.Complete) step).header();
  }

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(IpRange.literal(host), port);
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 192.0.2.7 198.51.100.1 56324 443, 192.0.2.7, 198.51.100.1, 56324, 443",
    "PROXY TCP4 255.255.255.255 255.255.255.255 65535 0, 255.255.255.255, 255.255.255.255, 65535,"
        + " 0",
    "PROXY TCP6 2001:db8::7 ::1 1 65535, 2001:db8::7, ::1, 1, 65535",
    "PROXY TCP6 ::ffff:1.2.3.4 ::ffff:5.6.7.8 1 2, 1.2.3.4, 5.6.7.8, 1, 2",
    "PROXY TCP6 ::ffff:1.2.3.4 ::1 1 2, 1.2.3.4, ::1, 1, 2",
  })
  void linesOfVersion1(String line, String from, String to, int fromPort, int toPort) {
    ProxyHeader header = header(feed((line + "\r\n").getBytes(ISO_8859_1)));
    assertThat(header.version()).isEqualTo(Version.V1);
    ProxyHeader.Ends ends = header.ends().orElseThrow();
    assertThat(ends.source()).isEqualTo(at(from, fromPort));
    assertThat(ends.destination()).isEqualTo(at(to, toPort));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROXY UNKNOWN", "PROXY UNKNOWN ffff::1 ffff::2 65535 65535"})
  void unknownHasNoEnds(String line) {
    assertThat(header(feed((line + "\r\n").getBytes(ISO_8859_1))).ends()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n",
        "proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY\tTCP4 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY  TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n",
        "PROXY TCP4 1.2.3.256 1.2.3.4 1 2\r\n",
        "PROXY TCP4 01.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n",
        "PROXY TCP4 ::1 ::1 1 2\r\n",
        "PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
        "PROXY TCP6 ::1::2 ::1 1 2\r\n",
        "PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY TCP4 1.2.3.4\r1.2.3.4 1 2\r\n",
        "PROXY UNKNOWN \u0000\r\n",
        "PROXY \r\n",
      })
  void linesThatAreNone(String line) {
    assertThat(feed(line.getBytes(ISO_8859_1))).isInstanceOf(Step.Garbage.class);
  }

  @Test
  void aLineIsAtMost107BytesLong() {
    String longest = "PROXY UNKNOWN " + "x".repeat(107 - 2 - 14) + "\r\n";
    assertThat(longest).hasSize(107);
    assertThat(header(feed(longest.getBytes(ISO_8859_1))).ends()).isEmpty();
    String longer = longest.replace("\r\n", "x\r\n");
    assertThat(feed(longer.getBytes(ISO_8859_1)))
        .isEqualTo(new Step.Garbage("a line of more than 107 bytes"));
  }

  @ParameterizedTest
  @CsvSource({
    "21 11 000c, STREAM",
    "21 12 000c, DATAGRAM",
  })
  void addressesOfVersion2(String middle, Transport transport) {
    ProxyHeader header = header(feedHex(SIGNATURE + middle + ENDS));
    assertThat(header.transport()).isEqualTo(transport);
    assertThat(header.ends().orElseThrow().source()).isEqualTo(at("10.0.0.1", 0x1234));
    assertThat(header.ends().orElseThrow().destination()).isEqualTo(at("10.0.0.2", 443));
  }

  @ParameterizedTest
  @ValueSource(strings = {"20 00 0000", "20 11 000c" + "0a0000010a000002123401bb", "21 00 0000"})
  void localAndUnspecHaveNoEnds(String rest) {
    assertThat(header(feedHex(SIGNATURE + rest)).ends()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "11 11 000c, version 1 is not known",
    "22 11 000c, command 2 is not known",
    "21 41 000c, address family 4 is not known",
    "21 13 000c, transport protocol 3 is not known",
    "21 11 000b, the addresses are cut",
    "21 21 000c, the addresses are cut",
    "21 11 000e, a TLV is cut",
    "21 11 1001, a header of more than 4096 bytes",
  })
  void binaryThatIsNone(String middle, String why) {
    assertThat(feedHex(SIGNATURE + middle + ENDS + "0000")).isEqualTo(new Step.Garbage(why));
  }

  /** As a socket for both families has it. RFC 4291 section 2.5.5.2. */
  @Test
  void anIpv4EndBesideOneOfIpv6IsMapped() {
    ProxyHeader said = ProxyHeader.ofDatagram(at("192.0.2.7", 5), at("2001:db8::1", 53));
    ByteBuf out = Unpooled.buffer();
    said.write(out);
    byte[] bytes = ByteBufUtil.getBytes(out);
    assertThat(HexFormat.of().formatHex(bytes, 12, 36))
        .startsWith("2122")
        .endsWith("00000000000000000000ffffc0000207" + "20010db8");
    assertThat(header(feed(bytes)).ends()).isEqualTo(said.ends());
    assertThat(header(feed(bytes)).ends().orElseThrow().source()).isEqualTo(at("192.0.2.7", 5));
    assertThat(ProxyHeader.of(ProxyHeader.Version.V1, at("192.0.2.7", 5), at("::1", 53)).ends())
        .as("version 1 has no form for it")
        .isEmpty();
  }

  @Test
  void tlvsAreKept() {
    List<ProxyNote> notes =
        List.of(
            new ProxyNote.Alpn("h2"),
            new ProxyNote.Authority("shop.naru.test"),
            new ProxyNote.UniqueId("00ff10"),
            new ProxyNote.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", true, true, "alice"));
    ProxyHeader said = ProxyHeader.of(Version.V2, at("::1", 1), at("::2", 2)).with(notes);
    ByteBuf out = Unpooled.buffer();
    said.write(out);
    assertThat(header(new ProxyHeaderReader().feed(out))).isEqualTo(said);
  }

  @Test
  void aWrongChecksumIsFound() {
    ByteBuf out = Unpooled.buffer();
    ProxyHeader.of(Version.V2, at("10.0.0.1", 1), at("10.0.0.2", 2)).write(out);
    int last = out.writerIndex() - 1;
    out.setByte(last, out.getByte(last) ^ 1);
    assertThat(new ProxyHeaderReader().feed(out))
        .isEqualTo(new Step.Garbage("the checksum is wrong"));
  }

  @Test
  void aTextThatCannotBePrintedIsRefused() {
    String authority = "02 0003 61 0a 62";
    assertThat(feedHex(SIGNATURE + "21 11 0012" + ENDS + authority))
        .isInstanceOf(Step.Garbage.class);
  }

  @Test
  void noMoreThanTheHeaderIsTaken() {
    ByteBuf in = Unpooled.copiedBuffer("PROXY UNKNOWN\r\nGET /", ISO_8859_1);
    header(new ProxyHeaderReader().feed(in));
    assertThat(in.toString(ISO_8859_1)).isEqualTo("GET /");
  }

  @Test
  void whateverIsWrittenIsReadHoweverItIsCut() {
    each(
        200,
        random -> {
          Version version = random.nextBoolean() ? Version.V1 : Version.V2;
          boolean v4 = random.nextBoolean();
          ProxyHeader said = ProxyHeader.of(version, end(random, v4), end(random, v4));
          ByteBuf out = Unpooled.buffer();
          said.write(out);
          ProxyHeaderReader reader = new ProxyHeaderReader();
          Step step = new Step.More();
          while (step instanceof Step.More) {
            int n = 1 + random.nextInt(out.readableBytes());
            step = reader.feed(out.readSlice(n));
          }
          assertThat(header(step)).isEqualTo(said);
          assertThat(out.isReadable()).isFalse();
        });
  }

  private static void each(int runs, Consumer<RandomGenerator> test) {
    for (int seed = 0; seed < runs; seed++) {
      try {
        test.accept(new SplittableRandom(seed));
      } catch (AssertionError | RuntimeException failed) {
        throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
      }
    }
  }

  private static InetSocketAddress end(RandomGenerator random, boolean v4) {
    String host =
        v4
            ? "10." + random.nextInt(256) + ".0.1"
            : "2001:db8::" + Integer.toHexString(random.nextInt(0xffff));
    return at(host, random.nextInt(65536));
  }

  @Test
  void anyBytesEndInOneOfTheSteps() {
    each(
        500,
        random -> {
          byte[] bytes = new byte[random.nextInt(200)];
          random.nextBytes(bytes);
          byte[] start =
              random.nextBoolean()
                  ? HexFormat.of().parseHex(SIGNATURE + "2111")
                  : "PROXY TCP4 ".getBytes(ISO_8859_1);
          ByteBuf in = Unpooled.wrappedBuffer(start, bytes);
          Step step = new ProxyHeaderReader().feed(in);
          assertThat(step)
              .isInstanceOfAny(Step.More.class, Step.Complete.class, Step.Garbage.class);
        });
  }
}
