package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import naru.app.Stand;
import naru.base.Code;
import naru.trace.CacheEvent;
import naru.trace.Entry;
import naru.trace.HttpEvent;
import naru.trace.OriginEvent;
import naru.trace.Party;
import naru.trace.ProxyEvent;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.trace.TlsEvent;
import naru.trace.Trace;
import naru.trace.UdpEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The three requests of {@code naru demo}: a miss, a hit, a denial. */
final class DemoStoryTest {
  private static final List<String> NAME =
      List.of("DnsEvent.Query", "DnsEvent.Query", "DnsEvent.Answer", "DnsEvent.Answer");
  private static final List<String> HANDSHAKE =
      List.of(
          "TlsEvent.ClientHello",
          "TlsEvent.ServerHello",
          "TlsEvent.CertificateShown",
          "TlsEvent.CertificateVerified",
          "TlsEvent.Established");
  private static final List<String> DIAL = List.of("TcpEvent.Connecting", "TcpEvent.Connected");
  private static final List<String> ASK = List.of("HttpEvent.Request", "HttpEvent.Response");
  private static final List<String> END =
      List.of("HttpEvent.Finished", "TcpEvent.Info", "TcpEvent.Closed");

  private static final Set<TcpEvent.Why> REPAIRS =
      EnumSet.of(TcpEvent.Why.FAST_RETRANSMIT, TcpEvent.Why.RETRANSMIT_TIMEOUT);

  private static List<Trace> traces = List.of();

  @BeforeAll
  static void travel() throws Exception {
    traces = Stand.demo();
    assertThat(traces).hasSize(3);
  }

  @Test
  void theClientsWayIsTheSameForMissAndHit() {
    List<String> way = joined(List.of(NAME, DIAL, HANDSHAKE, ASK, HANDSHAKE, ASK, END));
    assertThat(Told.words(traces.get(0), Party.CLIENT)).isEqualTo(way);
    assertThat(Told.words(traces.get(1), Party.CLIENT)).isEqualTo(way);
  }

  @Test
  void theMissGoesAllTheWay() {
    assertThat(Told.words(traces.get(0)))
        .containsSubsequence(
            "DnsEvent.Query",
            "DnsEvent.Answer",
            "TcpEvent.Connected",
            "ProxyEvent.Decided",
            "ProxyEvent.TunnelOpened",
            "TlsEvent.ClientHello",
            "CaEvent.Requested",
            "CaEvent.Issued",
            "TlsEvent.CertificateVerified",
            "TlsEvent.Established",
            "HttpEvent.Request",
            "GatewayEvent.RouteChosen",
            "GatewayEvent.TargetChosen",
            "CacheEvent.Forwarded",
            "TcpEvent.Connected",
            "HttpEvent.Request",
            "OriginEvent.File",
            "HttpEvent.Response",
            "HttpEvent.Finished",
            "TcpEvent.Closed");
    assertThat(Told.events(traces.get(0), CacheEvent.Forwarded.class))
        .extracting(CacheEvent.Forwarded::reason)
        .containsExactly("uri-miss");
    assertThat(Told.events(traces.get(0), CacheEvent.Stored.class)).hasSize(1);
    assertThat(status(traces.get(0))).isEqualTo(200);
  }

  @Test
  void theHitReachesNoOrigin() {
    Trace hit = traces.get(1);
    assertThat(Told.words(hit, Party.GATEWAY))
        .containsExactly(
            "TcpEvent.Accepted",
            "TlsEvent.ClientHello",
            "TlsEvent.ServerHello",
            "TlsEvent.Established",
            "HttpEvent.Request",
            "GatewayEvent.RouteChosen",
            "GatewayEvent.TargetChosen",
            "CacheEvent.Hit",
            "HttpEvent.Response",
            "HttpEvent.Finished",
            "TcpEvent.Info",
            "TcpEvent.Closed");
    assertThat(hit.spans()).extracting(SpanRecord::at).doesNotContain(Party.ORIGIN);
    assertThat(Told.events(hit, OriginEvent.class)).isEmpty();
    assertThat(status(hit)).isEqualTo(200);
  }

  @Test
  void theDenialNamesRuleAndPlace() {
    Trace denied = traces.get(2);
    assertThat(Told.words(denied, Party.CLIENT))
        .isEqualTo(joined(List.of(NAME, DIAL, HANDSHAKE, ASK, END)));
    ProxyEvent.Decided decided = Told.events(denied, ProxyEvent.Decided.class).getFirst();
    assertThat(decided.action()).isEqualTo(ProxyEvent.Action.DENY);
    assertThat(decided.number()).isEqualTo(1);
    assertThat(decided.rule()).contains("ads.example.com");
    assertThat(decided.reason()).isEqualTo("advertising");
    assertThat(decided.place().file()).isEqualTo("demo.yaml");
    assertThat(decided.place().line()).isPositive();
    assertThat(Told.failed(denied, Code.PROXY_DENIED)).isTrue();
    assertThat(status(denied)).isEqualTo(403);
    assertThat(denied.spans())
        .extracting(SpanRecord::at)
        .doesNotContain(Party.GATEWAY, Party.ORIGIN);
  }

  @Test
  void theHandshakeShowsBothInitialSequenceNumbers() {
    for (Trace trace : traces) {
      List<TcpEvent.Segment> client = segments(trace);
      TcpEvent.Segment syn = client.get(0);
      TcpEvent.Segment answer = client.get(1);
      assertThat(List.of(syn.why(), answer.has("SYN"), answer.has("ACK")))
          .isEqualTo(List.of(TcpEvent.Why.SYN, true, true));
      assertThat(answer.acknowledgment()).isEqualTo((syn.sequence() + 1) & 0xffff_ffffL);
      assertThat(client.get(2).acknowledgment()).isEqualTo((answer.sequence() + 1) & 0xffff_ffffL);
      assertThat(syn.packet().isWhole()).isTrue();
    }
  }

  @Test
  void theSecondJourneyLosesAPacketAndRepairsIt() {
    List<TcpEvent.Segment> all = Told.events(traces.get(1), TcpEvent.Segment.class);
    List<TcpEvent.Segment> again =
        all.stream().filter(s -> s.sent() && REPAIRS.contains(s.why())).toList();
    assertThat(again).isNotEmpty();
    TcpEvent.Segment repaired = again.getFirst();
    assertThat(all)
        .as("it had been sent before, and never came")
        .anyMatch(s -> s.sent() && s.why() == TcpEvent.Why.NEW_DATA && covers(s, repaired));
    assertThat(repaired.congestionWindowBytes()).isPositive();
    assertThat(repaired.slowStartThresholdBytes()).isPositive();
  }

  private static boolean covers(TcpEvent.Segment sent, TcpEvent.Segment again) {
    return sent.local().equals(again.local())
        && sent.remote().equals(again.remote())
        && sent.sequence() <= again.sequence()
        && sent.sequence() + sent.span() >= again.sequence() + again.span();
  }

  @Test
  void bothSidesCloseAndTheClientStaysToAnswer() {
    for (Trace trace : traces) {
      List<TcpEvent.Segment> client = segments(trace);
      List<TcpEvent.Segment> fins = client.stream().filter(s -> s.has("FIN")).toList();
      assertThat(fins).extracting(TcpEvent.Segment::sent).contains(true, false);
      assertThat(client).extracting(TcpEvent.Segment::after).contains("FIN-WAIT-1", "TIME-WAIT");
      assertThat(client).noneMatch(s -> s.has("RST"));
    }
  }

  @Test
  void theQuestionAndItsAnswerAreDatagrams() {
    List<UdpEvent.Datagram> seen = Told.events(traces.get(0), UdpEvent.Datagram.class);
    assertThat(seen).anyMatch(UdpEvent.Datagram::sent).anyMatch(d -> !d.sent());
    assertThat(seen).allMatch(d -> d.packet().isWhole());
  }

  /** The client's own view of its connection to the proxy. */
  private static List<TcpEvent.Segment> segments(Trace trace) {
    return trace.spans().stream()
        .filter(s -> s.at() == Party.CLIENT)
        .flatMap(s -> s.entries().stream())
        .map(Entry::event)
        .filter(TcpEvent.Segment.class::isInstance)
        .map(TcpEvent.Segment.class::cast)
        .toList();
  }

  @Test
  void everySpanButTheClientsHasItsCallerInTheTrace() {
    for (Trace trace : traces) {
      Map<Long, SpanRecord> byId =
          trace.spans().stream().collect(Collectors.toMap(SpanRecord::id, Function.identity()));
      List<SpanRecord> roots =
          trace.spans().stream().filter(s -> !byId.containsKey(s.parent())).toList();
      assertThat(roots).extracting(SpanRecord::at).containsExactly(Party.CLIENT);
      for (SpanRecord span : trace.spans()) {
        assertThat(depth(span, byId)).as(span.at().word()).isLessThan(byId.size());
      }
    }
  }

  @Test
  void clientProxyGatewayAndOriginAreOneTrace() {
    assertThat(traces.get(0).spans())
        .extracting(SpanRecord::at)
        .contains(Party.CLIENT, Party.DNS, Party.PROXY, Party.GATEWAY, Party.ORIGIN);
    assertThat(Told.events(traces.get(0), TlsEvent.Established.class))
        .extracting(TlsEvent.Established::version)
        .containsOnly("1.3");
  }

  private static int depth(SpanRecord span, Map<Long, SpanRecord> byId) {
    int depth = 0;
    SpanRecord at = byId.get(span.parent());
    while (at != null && depth < byId.size()) {
      depth++;
      at = byId.get(at.parent());
    }
    return depth;
  }

  private static int status(Trace trace) {
    return Told.span(trace, Party.CLIENT).entries().stream()
        .map(e -> e.event() instanceof HttpEvent.Response r ? r.status() : 0)
        .reduce(0, (a, b) -> b == 0 ? a : b);
  }

  private static List<String> joined(List<List<String>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }
}
