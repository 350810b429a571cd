package naru.trace.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import naru.trace.Event;
import naru.trace.Stories;
import naru.trace.Trace;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class TraceJsonTest {
  @Test
  void everyEventComesBackAsItWas() throws Exception {
    Trace trace = EveryEvent.trace();
    assertThat(trace.told()).hasSizeGreaterThan(40);
    assertThat(TraceJson.read(TraceJson.line(trace))).isEqualTo(trace);
    assertThat(TraceJson.read(TraceJson.pretty(trace))).isEqualTo(trace);
  }

  @Test
  void anEventAloneComesBackAndHasWords() throws Exception {
    for (Trace.Told told : EveryEvent.trace().told()) {
      Event event = told.entry().event();
      assertThat(TraceJson.event(TraceJson.node(event))).contains(event);
      assertThat(EventText.of(event, Lang.EN)).isNotBlank();
      assertThat(EventText.of(event, Lang.KO)).isNotBlank();
    }
  }

  @Test
  void noComponentHidesAFieldOfTheFrame() {
    Set<String> frame = Set.of("at", "span", "from", "to", "provenance", "layer", "kind");
    assertThat(Vocabulary.all().values())
        .flatMap(
            type ->
                Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList())
        .doesNotContainAnyElementsOf(frame);
  }

  @Test
  void eventsStandInTimeOrderWithNanosecondsFromTheStart() {
    Trace trace = Stories.wholeWay();
    JsonNode json = TraceJson.node(trace);
    assertThat(json.path("schema").asString("")).isEqualTo("naru.trace/1");
    assertThat(json.path("durationNs").asLong(0)).isEqualTo(42_600_000);
    assertThat(json.path("status").asInt(0)).isEqualTo(200);
    long last = 0;
    for (JsonNode event : json.path("events")) {
      assertThat(event.path("at").asLong(-1)).isGreaterThanOrEqualTo(last);
      last = event.path("at").asLong(-1);
    }
    JsonNode first = json.path("events").get(0);
    assertThat(first.toString())
        .startsWith("{\"at\":0,\"span\":\"")
        .contains("\"from\":\"client\",\"to\":\"dns\",\"provenance\":\"wire\"")
        .endsWith(
            "\"layer\":\"dns\",\"kind\":\"query\",\"name\":\"shop.naru.test\",\"type\":\"A\","
                + "\"id\":4711,\"transport\":\"udp\",\"server\":\"127.0.0.1:15353\"}");
    assertThat(TraceJson.line(TraceJson.read(TraceJson.line(trace))))
        .isEqualTo(TraceJson.line(trace));
  }

  @Test
  void anEventOfANewerVersionIsLeftOut() {
    String json =
        TraceJson.line(Stories.refused()).replace("\"kind\":\"request\"", "\"kind\":\"x\"");
    int all = Stories.refused().told().size();
    assertThat(TraceJson.read(json).told()).hasSize(all - 1);
  }

  @Test
  void whatIsNoTraceSaysWhy() {
    assertThatThrownBy(() -> TraceJson.read("{\"schema\":\"naru.trace/9\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("schema 'naru.trace/9' is not naru.trace/1");
    assertThatThrownBy(() -> TraceJson.read("{\"schema\":"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not JSON");
  }
}
