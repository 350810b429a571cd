package naru.trace.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import naru.trace.HandClock;
import naru.trace.HttpEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.Stories;
import naru.trace.TraceStore;
import naru.trace.Tracer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class HarTest {
  private static JsonNode entry(String har) {
    return JsonMapper.builder().build().readTree(har).path("log").path("entries").get(0);
  }

  @Test
  void timingsAddUpToTheTime() {
    JsonNode entry = entry(Har.of(List.of(Stories.wholeWay()), Redaction.usual()));
    JsonNode t = entry.path("timings");
    double sum = 0;
    for (String part : List.of("blocked", "dns", "connect", "send", "wait", "receive")) {
      sum += t.path(part).asDouble(0);
    }
    assertThat(entry.path("time").asDouble(0)).isEqualTo(42.6);
    assertThat(sum).isCloseTo(42.6, within(1e-9));
    assertThat(t.path("ssl").asDouble(0)).isEqualTo(9.8);
    assertThat(t.path("connect").asDouble(0)).isEqualTo(13.8);
    assertThat(entry.path("request").path("url").asString("")).isEqualTo("https://shop.naru.test/");
    assertThat(entry.path("response").path("status").asInt(0)).isEqualTo(200);
  }

  @Test
  void secretsDoNotLeave() {
    HandClock clock = new HandClock();
    TraceStore store = TraceStore.of(clock, 1);
    Span span = Tracer.of(clock, 1, store).span();
    span.beginRoot(Party.CLIENT);
    span.add(
        Party.CLIENT,
        Party.GATEWAY,
        Provenance.WIRE,
        new HttpEvent.Request(
            "GET", "http", "u:hunter2@h", "/a?q=1&Token=hunter2&pin=hunter2", "HTTP/1.1"));
    span.end();
    String har = Har.of(store.newest(1), Redaction.with(Set.of("PIN")));
    assertThat(har).doesNotContain("hunter2");
    assertThat(entry(har).path("request").path("url").asString(""))
        .isEqualTo("http://h/a?q=1&Token=redacted&pin=redacted");
  }
}
