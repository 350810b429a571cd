package naru.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import naru.base.Failure;
import naru.base.IpRange;
import naru.trace.Entry;
import naru.trace.HttpEvent;
import naru.trace.Party;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What trusted clients are told about who answered, and what the trace is told about requests. */
final class WhyFieldsTest {
  private static final String END = "Host: x\r\nConnection: close\r\n\r\n";

  private final Site site = new Site();

  @AfterEach
  void close() {
    site.close();
  }

  private static Stop to(InetSocketAddress server) {
    return x ->
        Relay.start(
            x,
            Peer.plain(server),
            new Steering() {
              @Override
              public Optional<Peer> failed(Failure failure, int attempt, boolean mayRetry) {
                return Optional.empty();
              }

              @Override
              public void answered(ResponseHead head) {}

              @Override
              public void over(Optional<Failure> failure) {}
            });
  }

  private InetSocketAddress answering(String field) {
    return site.listen(
        Party.ORIGIN,
        HttpLimits.DEFAULT,
        x -> {
          ResponseHead head = x.response(200);
          head.fields().add(field, "mine");
          x.answer(head, x.alloc().buffer().writeByte('x'));
        });
  }

  @Test
  void aTrustedClientLearnsThatTheServerSaidIt() throws Exception {
    InetSocketAddress origin = answering("Naru-Why");
    site.engine.explainTo(List.of(IpRange.parse("127.0.0.0/8"), IpRange.parse("::1")));
    String answer = Site.ask(site.listen(to(origin)), "GET / HTTP/1.1\r\n" + END);
    assertThat(answer).contains("Naru-Why: said-by=upstream\r\n").doesNotContain("mine");
    assertThat(answer).containsPattern("Naru-Trace: [0-9a-f]{32}\r\n");
    assertThat(answer)
        .containsPattern("Server-Timing: total;dur=[0-9.]+.*upstream;dur=[0-9.]+\r\n");
  }

  @Test
  void aTrustedClientLearnsWhyNaruSaidIt() throws Exception {
    InetSocketAddress nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    site.engine.explainTo(List.of(IpRange.parse("127.0.0.0/8"), IpRange.parse("::1")));
    String answer = Site.ask(site.listen(to(nobody)), "GET / HTTP/1.1\r\n" + END);
    assertThat(answer).startsWith("HTTP/1.1 502 ");
    assertThat(answer).contains("Naru-Why: said-by=naru, reason=\"tcp.refused\", code=N1201\r\n");
  }

  @Test
  void othersLearnNothing() throws Exception {
    InetSocketAddress origin = answering("X-Other");
    site.engine.explainTo(List.of(IpRange.parse("192.0.2.0/24")));
    String answer = Site.ask(site.listen(to(origin)), "GET / HTTP/1.1\r\n" + END);
    assertThat(answer).doesNotContain("Naru-").doesNotContain("Server-Timing");
  }

  /** To a client of ours these are our words; another Naru's were meant for us. */
  @Test
  void whatAServerSaysUnderOurNamesIsNotPassedOn() throws Exception {
    InetSocketAddress origin =
        site.listen(
            Party.ORIGIN,
            HttpLimits.DEFAULT,
            x -> {
              ResponseHead early = ResponseHead.of(103);
              early.fields().add("Link", "</a>");
              early.fields().add("Naru-Why", "early");
              x.out().interim(early);
              ResponseHead head = x.response(200);
              head.fields().add("naru-why", "said-by=naru, place=\"inner.yaml:7\"");
              head.fields().add("Naru-Why", "twice");
              head.fields().add("NARU-TRACE", "0".repeat(32));
              head.fields().add("X-Other", "stays");
              x.answer(head, x.alloc().buffer().writeByte('x'));
            });
    String answer = Site.ask(site.listen(to(origin)), "GET / HTTP/1.1\r\n" + END);
    assertThat(answer).contains("HTTP/1.1 103 ", "HTTP/1.1 200 ", "X-Other: stays");
    assertThat(answer).doesNotContainIgnoringCase("naru-");
    List<String> kept =
        Stream.of(site.spans.take(), site.spans.take())
            .flatMap(span -> span.entries().stream())
            .filter(e -> e.event() instanceof HttpEvent.Field && e.from() == Party.ORIGIN)
            .map(e -> ((HttpEvent.Field) e.event()).value())
            .toList();
    assertThat(kept).containsExactly("early", "said-by=naru, place=\"inner.yaml:7\"");
  }

  @Test
  void onlyTheFieldsAskedForAreRecorded() throws Exception {
    site.engine.recordFields(List.of("user-agent", "x-missing"));
    InetSocketAddress here = answering("X-Other");
    Site.ask(here, "GET / HTTP/1.1\r\nUser-Agent: t\u00e9st/1\r\nCookie: secret\r\n" + END);
    List<HttpEvent.Field> fields =
        site.spans.take().entries().stream()
            .map(Entry::event)
            .filter(HttpEvent.Field.class::isInstance)
            .map(HttpEvent.Field.class::cast)
            .toList();
    assertThat(fields).containsExactly(new HttpEvent.Field("user-agent", "t\u00e9st/1"));
  }
}
