package naru.wire.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import naru.wire.tls.HelloReader.Step;
import org.junit.jupiter.api.Test;

/** Hellos out of records: whole, in pieces, cut, broken. */
final class HelloReaderTest {
  private static ClientHello client(byte[] bytes) {
    Step step = HelloReader.ofClient().feed(Hellos.bytes(bytes));
    assertThat(step).isInstanceOf(Step.Client.class);
    return ((Step.Client) step).hello();
  }

  private static ServerHello server(Step step) {
    assertThat(step).isInstanceOf(Step.Server.class);
    return ((Step.Server) step).hello();
  }

  private static String garbage(byte[] bytes) {
    Step step = HelloReader.ofClient().feed(Hellos.bytes(bytes));
    assertThat(step).isInstanceOf(Step.Garbage.class);
    return ((Step.Garbage) step).why();
  }

  @Test
  void rfc8446Section4_1_2_clientHello() {
    ClientHello hello = client(Hellos.modernClient());
    assertThat(hello.serverName()).isEqualTo("shop.naru.test");
    assertThat(hello.versions()).containsExactly("1.3", "1.2");
    assertThat(hello.groups()).containsExactly("X25519MLKEM768", "X25519", "P-256");
    assertThat(hello.shares()).containsExactly("X25519");
    assertThat(hello.suites()).as("without GREASE").isEqualTo(3);
    assertThat(hello.alpn()).containsExactly("h2", "http/1.1");
    assertThat(hello.resumes()).as("the session id is for middleboxes").isFalse();
    assertThat(hello.bytes()).isEqualTo(Hellos.modernClient().length - 5);
  }

  @Test
  void rfc5246_clientHelloWithoutExtensions() {
    ClientHello hello = client(Hellos.oldClient());
    assertThat(hello.versions()).containsExactly("1.2");
    assertThat(hello.serverName()).isEmpty();
    assertThat(hello.suites()).isEqualTo(2);
    assertThat(hello.resumes()).isTrue();
  }

  @Test
  void rfc8446Section4_1_3_serverHello() {
    ServerHello hello = server(HelloReader.ofServer().feed(Hellos.bytes(Hellos.modernServer())));
    assertThat(hello.version()).isEqualTo("1.3");
    assertThat(hello.suite()).isEqualTo("TLS_AES_128_GCM_SHA256");
    assertThat(hello.group()).isEqualTo("X25519MLKEM768");
    assertThat(hello.retry()).isFalse();
    assertThat(hello.resumes(client(Hellos.modernClient()))).isFalse();
  }

  @Test
  void rfc5246Section7_4_1_3_theSameSessionIdIsAResumption() {
    ServerHello hello =
        server(HelloReader.ofServer().feed(Hellos.bytes(Hellos.resumingServer12())));
    assertThat(hello.version()).isEqualTo("1.2");
    assertThat(hello.resumes(client(Hellos.oldClient()))).isTrue();
  }

  @Test
  void rfc8446Section4_1_4_helloRetryRequestThenTheRealOne() {
    ByteBuf bytes =
        Hellos.bytes(Hellos.retryRequest(), Hellos.changeCipherSpec(), Hellos.modernServer());
    HelloReader reader = HelloReader.ofServer();
    assertThat(server(reader.feed(bytes)).retry()).isTrue();
    assertThat(server(reader.feed(bytes)).retry()).isFalse();
    assertThat(bytes.isReadable()).isFalse();
  }

  @Test
  void rfc8446Section5_1_aMessageMaySpanRecords() {
    byte[] whole = Hellos.modernClient();
    ByteBuf bytes = Unpooled.buffer();
    for (int at = 5; at < whole.length; at += 7) {
      byte[] piece = Arrays.copyOfRange(whole, at, Math.min(whole.length, at + 7));
      bytes.writeBytes(new byte[] {22, 3, 1, 0, (byte) piece.length}).writeBytes(piece);
    }
    Step step = HelloReader.ofClient().feed(bytes);
    assertThat(step).isEqualTo(new Step.Client(client(whole)));
  }

  @Test
  void byteByByteIsTheSame() {
    byte[] whole = Hellos.modernClient();
    HelloReader reader = HelloReader.ofClient();
    for (int i = 0; i < whole.length - 1; i++) {
      assertThat(reader.feed(Hellos.bytes(new byte[] {whole[i]}))).isEqualTo(new Step.More());
    }
    assertThat(reader.feed(Hellos.bytes(new byte[] {whole[whole.length - 1]})))
        .isEqualTo(new Step.Client(client(whole)));
  }

  @Test
  void cutAtEveryLengthItWaitsForMore() {
    byte[] whole = Hellos.modernClient();
    for (int length = 0; length < whole.length; length++) {
      Step step = HelloReader.ofClient().feed(Hellos.bytes(Arrays.copyOf(whole, length)));
      assertThat(step).as("first %d bytes", length).isEqualTo(new Step.More());
    }
  }

  @Test
  void aMessageCutInsideIsGarbageAtEveryLength() {
    byte[] whole = Hellos.modernClient();
    int extensions =
        5 + 4 + 2 + 32 + 33 + 2 + 8 + 2; // up to there a shorter hello is a TLS 1.2 one
    for (int length = 9; length < whole.length; length++) {
      String body = HexFormat.of().formatHex(Arrays.copyOfRange(whole, 9, length));
      if (length != extensions) {
        assertThat(garbage(Hellos.record(Hellos.message(1, body)))).contains("is cut");
      }
    }
  }

  @Test
  void garbageIsNamed() {
    assertThat(garbage("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("plain text on a TLS port: it begins with 'G'");
    assertThat(garbage(new byte[] {0})).contains("first byte is 0x00");
    assertThat(garbage(new byte[] {22, 2})).contains("record version 2");
    assertThat(garbage(new byte[] {22, 3, 1, 0, 0})).contains("empty record");
    assertThat(garbage(new byte[] {22, 3, 1, (byte) 0xff, 0})).contains("a record of 65280 bytes");
    assertThat(garbage(Hellos.modernServer())).contains("message 2, not a ClientHello");
  }

  @Test
  void rfc8446Section5_1_noOtherRecordInsideAMessage() {
    byte[] begun = {22, 3, 1, 0, 4, 1, 0, 0, 100};
    Step step = HelloReader.ofClient().feed(Hellos.bytes(begun, Hellos.changeCipherSpec()));
    assertThat(step).isInstanceOf(Step.Garbage.class);
  }

  @Test
  void aHelloAboveTheLimitIsRefusedByItsHeader() {
    assertThat(garbage(new byte[] {22, 3, 1, 0, 4, 1, 0, 0x40, 1}))
        .isEqualTo("a ClientHello of 16385 bytes");
  }

  @Test
  void rfc8446Section6_anAlertIsRead() {
    Step step = HelloReader.ofServer().feed(Alert.fatal(Alert.UNRECOGNIZED_NAME).record());
    assertThat(step).isEqualTo(new Step.Alerted(new Alert(2, 112)));
    assertThat(new Alert(2, 112).name()).isEqualTo("unrecognized_name");
  }

  @Test
  void brokenBytesNeverThrow() {
    SplittableRandom random = new SplittableRandom(20260801);
    byte[][] seeds = {Hellos.modernClient(), Hellos.oldClient(), Hellos.modernServer()};
    int read = 0;
    int refused = 0;
    for (int round = 0; round < 30_000; round++) {
      byte[] bytes = seeds[round % seeds.length].clone();
      for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      HelloReader reader = round % 3 == 2 ? HelloReader.ofServer() : HelloReader.ofClient();
      switch (reader.feed(Hellos.bytes(bytes))) {
        case Step.Client client -> read++;
        case Step.Server server -> read++;
        case Step.Garbage garbage -> refused++;
        case Step.Alerted alerted -> refused++;
        case Step.More more -> refused++;
      }
    }
    assertThat(read).as("flips inside a name or a random do no harm").isGreaterThan(1000);
    assertThat(refused).isGreaterThan(1000);
  }
}
