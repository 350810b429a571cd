package naru.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.IpRange;
import naru.base.Place;
import naru.dns.core.Upstream;
import naru.dns.core.Zone;
import naru.trace.DnsEvent;
import naru.trace.DnsEvent.Source;
import naru.trace.Entry;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.trace.SpanRecord;
import naru.trace.TcpEvent;
import naru.transport.NameResolver.Discovery;
import naru.transport.NameResolver.Resolution;
import naru.transport.NameResolver.Service;
import naru.transport.stack.Network;
import naru.transport.stack.StackLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stub resolver against our name server, over real sockets. */
@Timeout(30)
class ResolverTest {
  /** Waits for both families even on a machine that is busy. */
  private static final Resolver.Options PATIENT =
      new Resolver.Options(
          3, TimeUnit.SECONDS.toNanos(5), TimeUnit.SECONDS.toNanos(20), 4096, 1000);

  private final Lab lab = new Lab();
  private final NameServer server =
      lab.server(Lab.config(List.of(Lab.zone()), Lab.blocks(), List.of()));
  private final Resolver resolver = resolver(PATIENT, Lab.upstream(server));

  @AfterEach
  void close() {
    server.close();
    lab.close();
  }

  private Resolver resolver(Resolver.Options options, Upstream... servers) {
    return Resolver.of(lab.loops, List.of(servers), options, Clock.system(), lab.metrics);
  }

  /** What came of it, and what the asker's part of the trace tells. */
  private record Outcome(List<String> addresses, Optional<Failure> failure, List<Entry> told) {}

  private Outcome resolve(Resolver with, String host) throws Exception {
    EventLoop loop = lab.loops.next();
    CompletableFuture<Outcome> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          Span span = lab.tracer.span();
          span.begin(Party.CLIENT, 1, 2, 3);
          with.resolve(host, loop, span, new Ending(span, done));
        });
    return done.get(20, TimeUnit.SECONDS);
  }

  private final class Ending implements Resolution {
    private final Span span;
    private final CompletableFuture<Outcome> done;

    Ending(Span span, CompletableFuture<Outcome> done) {
      this.span = span;
      this.done = done;
    }

    @Override
    public void resolved(List<InetAddress> addresses) {
      List<String> texts = addresses.stream().map(InetAddress::getHostAddress).toList();
      done.complete(new Outcome(texts, Optional.empty(), told()));
    }

    @Override
    public void failed(Failure failure) {
      done.complete(new Outcome(List.of(), Optional.of(failure), told()));
    }

    private List<Entry> told() {
      long id = span.id();
      span.end();
      SpanRecord own = lab.spans.stream().filter(s -> s.id() == id).findFirst().orElseThrow();
      return own.entries();
    }
  }

  private static String kinds(Outcome outcome) {
    return outcome.told().stream()
        .map(e -> e.event().getClass().getSimpleName())
        .toList()
        .toString();
  }

  private Code code(String host) throws Exception {
    return resolve(resolver, host).failure().orElseThrow().code();
  }

  @Test
  void bothFamiliesAreAskedAndIpv4ComesFirst() throws Exception {
    Outcome outcome = resolve(resolver, "mail.naru.test");
    assertThat(outcome.addresses()).containsExactly("127.0.0.2", "0:0:0:0:0:0:0:1");
    assertThat(outcome.told().subList(0, 2))
        .allSatisfy(
            e -> {
              assertThat(e.from()).isEqualTo(Party.CLIENT);
              assertThat(e.to()).isEqualTo(Party.DNS);
              assertThat(e.provenance()).isEqualTo(Provenance.WIRE);
            })
        .extracting(e -> ((DnsEvent.Query) e.event()).type())
        .containsExactly("A", "AAAA");
    assertThat(outcome.told().subList(2, 4))
        .extracting(e -> ((DnsEvent.Answer) e.event()).records().getFirst())
        .containsExactlyInAnyOrder("mail.naru.test 300 A 127.0.0.2", "mail.naru.test 60 AAAA ::1");
    assertThat(outcome.told()).hasSize(4);
  }

  /** As when no file descriptor is left: nobody waits for a socket that there is not. */
  @Test
  void aServerThatNoSocketCanBeMadeForIsPassedOver() throws Exception {
    InetSocketAddress none = new InetSocketAddress(IpRange.literal("192.0.2.1"), 53);
    Resolver.Options slow =
        new Resolver.Options(2, TimeUnit.SECONDS.toNanos(60), TimeUnit.SECONDS.toNanos(60), 16, 16);
    Resolver dry =
        Resolver.of(
            lab.loops.joining(new NoSockets(none.getAddress())),
            List.of(new Upstream(false, none), Lab.upstream(server)),
            slow,
            Clock.system(),
            lab.metrics);
    assertThat(resolve(dry, "shop.naru.test").addresses()).containsExactly("127.0.0.1");
  }

  /** One address is its own, and no loop has a stack for it. */
  private record NoSockets(InetAddress own) implements Network {
    @Override
    public boolean reaches(InetAddress address) {
      return address.equals(own);
    }

    @Override
    public Optional<StackLoop> from(EventLoop loop) {
      return Optional.empty();
    }

    @Override
    public Optional<StackLoop> at(InetAddress address, EventLoop loop) {
      return Optional.empty();
    }
  }

  @Test
  void theServersPartsJoinTheAskersTrace() throws Exception {
    resolve(resolver, "shop.naru.test");
    long parts = 0;
    for (int i = 0; i < 3; i++) {
      SpanRecord span = lab.nextSpan();
      assertThat(span.trace().high()).isEqualTo(1);
      assertThat(span.trace().low()).isEqualTo(2);
      parts += span.at() == Party.DNS ? 1 : 0;
    }
    assertThat(parts).isEqualTo(2);
  }

  @Test
  void aliasesAreFollowedWithinTheAnswer() throws Exception {
    assertThat(resolve(resolver, "api.naru.test").addresses()).containsExactly("127.0.0.1");
  }

  @Test
  void whatWasLearnedIsNotAskedAgain() throws Exception {
    resolve(resolver, "shop.naru.test");
    Outcome again = resolve(resolver, "SHOP.naru.test.");
    assertThat(again.told())
        .singleElement()
        .extracting(Entry::event)
        .isEqualTo(new DnsEvent.Known("SHOP.naru.test.", List.of("127.0.0.1"), Source.CACHE));
    assertThat(kinds(resolve(resolver, "nope.naru.test"))).contains("Query");
    assertThat(kinds(resolve(resolver, "nope.naru.test"))).isEqualTo("[Failed]");
  }

  @Test
  void rfc6761_6_3_literalsAndLocalhostNeedNoServer() throws Exception {
    assertThat(resolve(resolver, "192.0.2.1").addresses()).containsExactly("192.0.2.1");
    assertThat(resolve(resolver, "::1").addresses()).containsExactly("0:0:0:0:0:0:0:1");
    Outcome local = resolve(resolver, "localhost");
    assertThat(local.addresses()).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(kinds(local)).isEqualTo("[Known]");
  }

  @Test
  void eachFailureHasItsCode() throws Exception {
    assertThat(code("nope.naru.test")).isEqualTo(Code.DNS_NXDOMAIN);
    assertThat(code("naru.test")).isEqualTo(Code.DNS_NO_DATA);
    assertThat(code("x.ads.example.com")).isEqualTo(Code.DNS_BLOCKED);
    assertThat(code("www.example.org")).isEqualTo(Code.DNS_REFUSED);
    assertThat(code("a..b")).isEqualTo(Code.DNS_NXDOMAIN);
  }

  @Test
  void rfc7766_5_aCutAnswerIsFetchedOverTcp() throws Exception {
    Outcome outcome = resolve(resolver, "many.naru.test");
    assertThat(outcome.addresses()).hasSize(100).contains("10.0.0.100");
    assertThat(outcome.told())
        .extracting(Entry::event)
        .filteredOn(
            e ->
                e instanceof DnsEvent.Truncated
                    || e instanceof TcpEvent.Connected
                    || (e instanceof DnsEvent.Query q && q.transport().equals("tcp")))
        .hasSize(3);
  }

  @Test
  void aServerThatIsNotThereFailsFastAndTheNextOneAnswers() throws Exception {
    Upstream dead = new Upstream(false, free());
    Outcome outcome = resolve(resolver(Resolver.Options.USUAL, dead), "shop.naru.test");
    assertThat(outcome.failure().orElseThrow().code()).isEqualTo(Code.DNS_SERVER_FAILURE);
    Resolver two = resolver(Resolver.Options.USUAL, dead, Lab.upstream(server));
    assertThat(resolve(two, "shop.naru.test").addresses()).containsExactly("127.0.0.1");
  }

  private InetSocketAddress free() throws Exception {
    InetAddress loopback = server.udpAddresses().getFirst().getAddress();
    try (DatagramSocket socket = new DatagramSocket(0, loopback)) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }

  @Test
  void aServerThatSaysNothingIsATimeout() throws Exception {
    InetAddress loopback = server.udpAddresses().getFirst().getAddress();
    try (DatagramSocket mute = new DatagramSocket(0, loopback)) {
      Upstream upstream = new Upstream(false, (InetSocketAddress) mute.getLocalSocketAddress());
      Resolver.Options hasty =
          new Resolver.Options(2, TimeUnit.MILLISECONDS.toNanos(20), 1, 10, 10);
      Outcome outcome = resolve(resolver(hasty, upstream), "shop.naru.test");
      assertThat(outcome.failure().orElseThrow().code()).isEqualTo(Code.DNS_TIMEOUT);
      assertThat(outcome.told()).hasSize(5);
      assertThat(outcome.told().getLast().event()).isInstanceOf(DnsEvent.Failed.class);
    }
  }

  @Test
  void whatIsRememberedIsBounded() throws Exception {
    Zone.Builder zone =
        Zone.builder("naru.test", Place.BUILT_IN).add("*", "A 127.0.0.1", Lab.line(1));
    server.reload(Lab.config(List.of(zone.build()), List.of(), List.of()));
    Resolver.Options small = new Resolver.Options(3, TimeUnit.SECONDS.toNanos(5), 1, 4, 10);
    Resolver forgetful = resolver(small, Lab.upstream(server));
    for (int i = 0; i < 10; i++) {
      resolve(forgetful, "h" + i + ".naru.test");
    }
    assertThat(lab.metric("naru_limit_used{limit=\"resolver.names\"}")).isEqualTo(4);
    assertThat(kinds(resolve(forgetful, "h9.naru.test"))).isEqualTo("[Known]");
    assertThat(kinds(resolve(forgetful, "h0.naru.test"))).contains("Query");
  }

  /** The places of a service and their TTL, or why there are none. */
  private String services(String name) throws Exception {
    EventLoop loop = lab.loops.next();
    CompletableFuture<String> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          Span span = lab.tracer.span();
          span.begin(Party.CLIENT, 1, 2, 3);
          resolver.services(
              name,
              loop,
              span,
              new Discovery() {
                @Override
                public void resolved(List<Service> places, long ttlSeconds) {
                  span.end();
                  done.complete(
                      places.stream().sorted(java.util.Comparator.comparing(Service::port)).toList()
                          + " for "
                          + ttlSeconds);
                }

                @Override
                public void failed(Failure failure) {
                  span.end();
                  done.complete(failure.code() + ": " + failure.detail());
                }
              });
        });
    return done.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aServiceIsOfferedWhereItsRecordsSay() throws Exception {
    String records =
        "[Service[priority=10, weight=3, port=8080, host=shop.naru.test],"
            + " Service[priority=20, weight=0, port=8081, host=mail.naru.test]]";
    assertThat(services("_http._tcp.naru.test")).isEqualTo(records + " for 30");
    assertThat(services("_web._tcp.naru.test")).isEqualTo(records + " for 7");
    SpanRecord told =
        lab.spans.stream().filter(s -> s.at() == Party.CLIENT).findFirst().orElseThrow();
    assertThat(told.entries().getLast().event())
        .isInstanceOfSatisfying(
            DnsEvent.Answer.class,
            a -> assertThat(a.type() + " " + a.source()).isEqualTo("SRV SERVER"));
  }

  @Test
  void aServiceMayBeOfferedNowhere() throws Exception {
    assertThat(services("_ftp._tcp.naru.test"))
        .isEqualTo("DNS_NO_DATA: _ftp._tcp.naru.test is offered nowhere");
    assertThat(services("shop.naru.test")).startsWith("DNS_NO_DATA: ").contains("no SRV record");
    assertThat(services("_x._tcp.naru.test")).startsWith("DNS_NXDOMAIN: ");
    assertThat(lab.metric("naru_limit_used{limit=\"resolver.asking\"}")).isZero();
  }
}
