package naru.trace;

import static naru.trace.Party.CLIENT;
import static naru.trace.Party.GATEWAY;
import static naru.trace.Party.ORIGIN;
import static naru.trace.Provenance.DERIVED;
import static naru.trace.Provenance.KERNEL;
import static naru.trace.Provenance.WIRE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import naru.base.Place;
import org.junit.jupiter.api.Test;

final class SpanTest {
  private static final Place PLACE = new Place("naru.yaml", 50, 7);

  private final HandClock clock = new HandClock();
  private final List<SpanRecord> parts = new ArrayList<>();
  private final Tracer tracer = Tracer.of(clock, 1, parts::add);

  @Test
  void hotMethodsTellTheSameEvents() {
    byte[] head =
        "GET /a?b=c HTTP/1.1\r\nHost: shop.naru.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    RouteFacts route = new RouteFacts("web", PLACE, List.of("api", "admin"));
    UpstreamFacts shop =
        new UpstreamFacts("shop", "least-request", List.of("a:1", "b:2", "c:3"), PLACE);
    Span span = tracer.span();
    span.beginRoot(GATEWAY);
    span.request(CLIENT, GATEWAY, head, 0, 3, 27, 14, 4, 6, "http", "HTTP/2", Integer.MAX_VALUE);
    span.routeChosen(route, RouteFacts.miss(RouteFacts.miss(0, 0, 1), 1, 0));
    span.cacheForwarded("GET /a", new ForwardFacts("uri-miss", "", PLACE));
    span.targetChosen(
        shop,
        1,
        UpstreamFacts.pair(
            UpstreamFacts.pack(UpstreamFacts.HEALTHY, 3, 1),
            UpstreamFacts.pack(UpstreamFacts.HEALTHY, 0, 2)),
        UpstreamFacts.pair(UpstreamFacts.pack(UpstreamFacts.EJECTED, 5, 1), 0));
    clock.micros(5);
    span.reused(GATEWAY, ORIGIN, "l:1", "b:2", 7);
    span.request(GATEWAY, ORIGIN, head, 0, 3, 27, 14, 4, 6, "http", "HTTP/1.1", 0);
    span.response(ORIGIN, GATEWAY, 200, 12, "text/html");
    span.finished(GATEWAY, CLIENT, 0, 12);
    span.end();

    HttpEvent.Request get =
        new HttpEvent.Request("GET", "http", "shop.naru.test", "/a?b=c", "HTTP/1.1");
    HttpEvent.Request came =
        new HttpEvent.Request(
            "GET", "http", "shop.naru.test", "/a?b=c", "HTTP/2", Integer.MAX_VALUE);
    List<GatewayEvent.NearMiss> missed =
        List.of(
            new GatewayEvent.NearMiss("api", "path"), new GatewayEvent.NearMiss("admin", "host"));
    List<GatewayEvent.Candidate> candidates =
        List.of(
            new GatewayEvent.Candidate("a:1", "healthy", 3, 1),
            new GatewayEvent.Candidate("b:2", "healthy", 0, 2),
            new GatewayEvent.Candidate("c:3", "ejected", 5, 1));
    assertThat(parts.get(0).entries())
        .containsExactly(
            new Entry(1_000, CLIENT, GATEWAY, WIRE, came),
            new Entry(
                1_000,
                GATEWAY,
                GATEWAY,
                DERIVED,
                new GatewayEvent.RouteChosen("web", PLACE, missed)),
            new Entry(
                1_000,
                GATEWAY,
                GATEWAY,
                DERIVED,
                new CacheEvent.Forwarded("GET /a", "uri-miss", "", PLACE)),
            new Entry(
                1_000,
                GATEWAY,
                GATEWAY,
                DERIVED,
                new GatewayEvent.TargetChosen("shop", "b:2", "least-request", candidates, PLACE)),
            new Entry(6_000, GATEWAY, ORIGIN, KERNEL, new TcpEvent.Reused("l:1", "b:2", 7)),
            new Entry(6_000, GATEWAY, ORIGIN, WIRE, get),
            new Entry(6_000, ORIGIN, GATEWAY, WIRE, new HttpEvent.Response(200, 12, "text/html")),
            new Entry(6_000, GATEWAY, CLIENT, WIRE, new HttpEvent.Finished(0, 12)));
  }

  @Test
  void nearMissesBeyondFiveAreLeftOut() {
    long misses = 0;
    for (int i = 0; i < 7; i++) {
      misses = RouteFacts.miss(misses, i, 4);
    }
    RouteFacts route = new RouteFacts("r", PLACE, List.of("0", "1", "2", "3", "4", "5", "6"));
    assertThat(route.chosen(misses).missed())
        .extracting(GatewayEvent.NearMiss::route)
        .containsExactly("0", "1", "2", "3", "4");
  }

  @Test
  void aSpanIsUsedAgainAndKeepsNothing() {
    Span span = tracer.span();
    for (int i = 0; i < 3; i++) {
      span.beginRoot(CLIENT);
      span.finished(GATEWAY, CLIENT, i, i);
      span.end();
      span.addLate(CLIENT, GATEWAY, KERNEL, new TcpEvent.Closed(TcpEvent.How.RESET));
    }
    assertThat(parts).hasSize(6).allMatch(p -> p.entries().size() == 1);
    assertThat(parts.get(4).id()).isEqualTo(parts.get(5).id()).isNotEqualTo(parts.get(3).id());
    assertThatThrownBy(span::end).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPrologueComesFirst() {
    Prologue prologue = tracer.prologue();
    prologue.add(CLIENT, GATEWAY, KERNEL, new TcpEvent.Accepted("a", "b"));
    clock.micros(1);
    Span span = tracer.span();
    span.beginRoot(GATEWAY);
    span.finished(GATEWAY, CLIENT, 0, 0);
    prologue.moveTo(span);
    span.end();
    assertThat(parts.get(0).entries()).extracting(Entry::atNanos).containsExactly(1_000L, 2_000L);
  }

  @Test
  void aTapeThatIsFullDropsAndGoesOn() {
    Span span = tracer.span();
    span.beginRoot(GATEWAY);
    span.request(
        CLIENT, GATEWAY, new byte[Tape.MAX_TEXT + 1], 0, 3, 0, 0, 0, Tape.MAX_TEXT, "", "", 0);
    for (int i = 0; i < Tape.MAX_EVENTS + 9; i++) {
      span.finished(GATEWAY, CLIENT, i, 0);
    }
    span.end();
    assertThat(parts.get(0).entries()).hasSize(Tape.MAX_EVENTS);
  }
}
