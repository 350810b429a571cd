package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import naru.app.Stand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that is still sending when it is refused: it must be able to read why, so the connection
 * is not reset under its hands. RFC 9112 section 9.6.
 */
final class LastWordsStoryTest {
  private static final String LIMITED =
      Configs.WHOLE.replace("to: shop\n", "body-limit: 100KB\n      to: shop\n");

  private static final String POST =
      """
      POST /upload HTTP/1.1\r
      Host: shop.naru.test\r
      Content-Length: %d\r
      %s\r
      """;

  @TempDir private Path state;

  @Test
  void ofARefusedUploadAreHeard() throws Exception {
    try (TestOrigin one = TestOrigin.open();
        TestOrigin two = TestOrigin.open();
        Stand stand = Stand.open(state, LIMITED, Map.of("one", one.port(), "two", two.port()))) {
      for (String more : List.of("", "Connection: close\r\n")) {
        try (Socket plain = Wire.connect(stand.port("gateway"))) {
          assertThat(answerToUpload(plain, more)).as(more).startsWith("HTTP/1.1 413 ");
        }
      }
      SSLContext trusting = Trust.in(stand.root());
      int port = stand.port("secure-gateway");
      for (int i = 0; i < 6; i++) {
        try (Socket below = Wire.connect(port);
            Socket tls =
                trusting.getSocketFactory().createSocket(below, "shop.naru.test", port, true)) {
          String more = i % 2 == 0 ? "" : "Connection: close\r\n";
          assertThat(answerToUpload(tls, more)).as("%d %s", i, more).startsWith("HTTP/1.1 413 ");
        }
      }
    }
  }

  /** Sends all of it before it reads. */
  private static String answerToUpload(Socket client, String more) throws IOException {
    byte[] part = new byte[1 << 16];
    int parts = 128;
    OutputStream out = client.getOutputStream();
    out.write(POST.formatted(parts * part.length, more).getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < parts; i++) {
      out.write(part);
    }
    InputStream in = client.getInputStream();
    return new String(in.readNBytes(13), StandardCharsets.US_ASCII);
  }
}
