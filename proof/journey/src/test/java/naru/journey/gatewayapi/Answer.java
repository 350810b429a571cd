package naru.journey.gatewayapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** What came back, and what it should be. */
record Answer(String about, int status, List<String> lines, byte[] body) {
  static Answer parse(String about, byte[] bytes) {
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = all.indexOf("\r\n\r\n");
    assertThat(end).as("%s: a head in %s", about, all).isPositive();
    List<String> lines = all.substring(0, end).lines().toList();
    byte[] body = java.util.Arrays.copyOfRange(bytes, end + 4, bytes.length);
    Answer raw =
        new Answer(about, Integer.parseInt(lines.getFirst().split(" ", 3)[1]), lines, body);
    return raw.field("transfer-encoding").equals("chunked")
        ? new Answer(about, raw.status, lines, dechunked(body))
        : raw;
  }

  private static byte[] dechunked(byte[] body) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    String text = new String(body, StandardCharsets.ISO_8859_1);
    int at = 0;
    while (true) {
      int eol = text.indexOf("\r\n", at);
      int length = eol < 0 ? 0 : Integer.parseInt(text.substring(at, eol), 16);
      if (length == 0) {
        return out.toByteArray();
      }
      out.write(body, eol + 2, length);
      at = eol + 2 + length + 2;
    }
  }

  /** The value of a field; several joined with a comma; empty if there is none. */
  String field(String name) {
    String prefix = name.toLowerCase(Locale.ROOT) + ":";
    return String.join(
        ", ",
        lines.stream()
            .filter(l -> l.toLowerCase(Locale.ROOT).startsWith(prefix))
            .map(l -> l.substring(prefix.length()).trim())
            .toList());
  }

  String text() {
    return new String(body, StandardCharsets.ISO_8859_1);
  }

  /** It is 200 and comes from this backend. */
  Answer from(String backend) {
    assertThat(status).as("%s: %s %s", about, lines, text()).isEqualTo(200);
    assertThat(field("x-backend")).as("%s: the backend", about).isEqualTo(backend);
    return this;
  }

  Answer is(int expected) {
    assertThat(status).as("%s: %s %s", about, lines, text()).isEqualTo(expected);
    return this;
  }

  /** It says why, with this stable reason. */
  Answer because(String reason) {
    assertThat(text()).as(about).contains("\"reason\":\"" + reason + "\"");
    return this;
  }

  /** It sends the client there. */
  Answer to(String location) {
    return has("Location", location);
  }

  Answer has(String name, String value) {
    assertThat(field(name)).as("%s: %s in %s", about, name, lines).isEqualTo(value);
    return this;
  }

  Answer hasNo(String name) {
    return has(name, "");
  }

  /** The backend was asked with this line: a request line, or a field. */
  Answer asked(String line) {
    assertThat(text().lines().map(String::toLowerCase))
        .as(about)
        .contains(line.toLowerCase(Locale.ROOT));
    return this;
  }

  Answer notAsked(String prefix) {
    assertThat(text().lines().map(String::toLowerCase))
        .as(about)
        .noneMatch(l -> l.startsWith(prefix.toLowerCase(Locale.ROOT)));
    return this;
  }
}
