package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 6455 section 4.2.2. */
final class ServerUpgradeTest {
  /** A try at another server may have been made with another key than the client's. */
  @Test
  void theAnswerFitsTheKeyOfThisClient() {
    RequestHead request = RequestHead.of("GET", "/", "x");
    request.fields().add(Field.CONNECTION, "upgrade");
    request.fields().add(Field.UPGRADE, "websocket");
    request.fields().add("Sec-WebSocket-Version", "13");
    request.fields().add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    ServerUpgrade upgrade = new ServerUpgrade();
    upgrade.read(request, Framing.NONE);
    Fields answer = new Fields(256);
    answer.add("Sec-WebSocket-Accept", "of another key");
    upgrade.answer(request, answer);
    assertThat(answer.text("Sec-WebSocket-Accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assertThat(answer.occurrences(Field.CONNECTION)).isEqualTo(1);
  }
}
