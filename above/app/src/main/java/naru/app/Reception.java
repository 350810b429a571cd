package naru.app;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import naru.app.config.Config;
import naru.app.config.Listener.Scheme;
import naru.app.wiring.GatewayTls;
import naru.app.wiring.HttpWiring;
import naru.base.DomainPattern;
import naru.base.Endpoint;
import naru.base.IpRange;
import naru.base.Metrics;
import naru.ca.Staples;
import naru.gateway.l4.Streams;
import naru.http.HttpService;
import naru.http.Way;
import naru.http.h2.Limits;
import naru.trace.Party;
import naru.transport.CertificateSource;
import naru.transport.ClientTrust;
import naru.transport.Listener;
import naru.transport.ProxyAcceptance;
import naru.transport.ServerTls;
import naru.transport.TicketKeys;
import naru.transport.TlsTerms;
import org.jspecify.annotations.Nullable;

/** How the listeners of a config receive: with which TLS, behind which proxies, for whom. */
final class Reception implements AutoCloseable {
  private static final List<String> ALPN = List.of("h2", "http/1.1");

  private final Ground ground;
  private final Journey journey;
  private final TicketKeys tickets;
  private final Staples staples;

  /** Proxies before UDP listeners, which keep their sessions over a reload. */
  private final Map<Endpoint, AtomicReference<Optional<ProxyAcceptance>>> introduced =
      new ConcurrentHashMap<>();

  /** In force. */
  private volatile @Nullable Known known;

  /** Of a config that may be put in force next. */
  private @Nullable Known next;

  /** TLS of the gateway as a config had it: it stays if nothing of it changes. */
  private record Known(
      GatewayTls.Terms terms,
      List<DomainPattern> names,
      List<String> here,
      List<Runnable> asked,
      ServerTls decrypting,
      ServerTls passing) {}

  Reception(Ground ground, Journey journey) {
    this.ground = ground;
    this.journey = journey;
    this.tickets = TicketKeys.of(TicketKeys.Rotation.USUAL, ground.clock::wall, ground.metrics);
    this.staples =
        Staples.of(
            ground.engine(Party.GATEWAY).state(ground.networks.of(Party.GATEWAY).next()),
            () -> journey.ways().names(),
            () -> journey.tls().toServers(),
            ground.state.resolve("ocsp"),
            ground.clock,
            ground.metrics);
  }

  private Streams streams() {
    return journey.ways().streams();
  }

  /**
   * Every socket that the config wants, but those of the name server.
   *
   * @throws naru.base.FailureException if a file of TLS cannot be used
   */
  List<Doors.Wanted> wanted(Config config) {
    Known tls = tls(config);
    List<Doors.Wanted> all = new ArrayList<>();
    for (naru.app.config.Listener l : config.listen().gateway()) {
      all.add(
          switch (l.scheme()) {
            case HTTP -> http(config, l, Party.GATEWAY, null, () -> journey.ways().atGateway());
            case HTTPS ->
                http(config, l, Party.GATEWAY, tls.decrypting(), () -> journey.ways().atGateway());
            case TCP -> stream(config, l, tls.passing());
            case UDP -> datagrams(config, l);
          });
    }
    config.listen().proxy().forEach(l -> all.add(own(config, l, Party.PROXY)));
    config.listen().origin().forEach(l -> all.add(own(config, l, Party.ORIGIN)));
    return all;
  }

  private Doors.Wanted own(Config config, naru.app.config.Listener l, Party at) {
    Supplier<Way> way =
        at == Party.PROXY ? () -> journey.ways().atProxy() : () -> journey.ways().atOrigin();
    ServerTls tls = at == Party.PROXY ? journey.tls().ofProxy() : journey.tls().own();
    return http(config, l, at, l.scheme() == Scheme.HTTPS ? tls : null, way);
  }

  private Doors.Wanted http(
      Config config,
      naru.app.config.Listener l,
      Party at,
      @Nullable ServerTls tls,
      Supplier<Way> way) {
    HttpService service =
        new HttpService(
            ground.engine(at),
            at,
            way,
            HttpWiring.limits(config.limits()),
            at == Party.PROXY ? Limits.OFF : HttpWiring.http2(config.limits()));
    return new Doors.Wanted(at.word(), l, options(config, l, at, tls), service, null);
  }

  /** Where names of TLS tell streams apart the ClientHello is read; else nothing is. */
  private Doors.Wanted stream(Config config, naru.app.config.Listener l, ServerTls passing) {
    boolean looks =
        config.gateway().edge().streams().stream()
            .filter(s -> s.ports().isEmpty() || s.ports().contains(l.at().port()))
            .anyMatch(s -> !s.hosts().isEmpty() || !s.alpn().isEmpty());
    Listener.Options how = options(config, l, Party.GATEWAY, looks ? passing : null);
    String word = Party.GATEWAY.word();
    return new Doors.Wanted(word, l, how, arrival -> streams().accept(arrival), null);
  }

  private Doors.Wanted datagrams(Config config, naru.app.config.Listener l) {
    return new Doors.Wanted(
        Party.GATEWAY.word(),
        l,
        null,
        null,
        Streams.receiver(
            this::streams,
            introduced(config, l)::get,
            ground.networks.of(Party.GATEWAY),
            ground.engine(Party.GATEWAY)));
  }

  private AtomicReference<Optional<ProxyAcceptance>> introduced(
      Config config, naru.app.config.Listener l) {
    return introduced.computeIfAbsent(
        l.at(), at -> new AtomicReference<>(l.proxy().map(p -> proxies(config, p))));
  }

  private Listener.Options options(
      Config config, naru.app.config.Listener l, Party at, @Nullable ServerTls tls) {
    long handshake = config.limits().timeouts().handshake().toNanos();
    return new Listener.Options(at, tls, handshake, journey.connections())
        .behind(l.proxy().map(p -> proxies(config, p)).orElse(null));
  }

  private static ProxyAcceptance proxies(
      Config config, naru.app.config.Listener.ProxyProtocol proxy) {
    List<IpRange> trust = proxy.trust().isEmpty() ? config.gateway().trust() : proxy.trust();
    return new ProxyAcceptance(trust, proxy.timeout().toNanos());
  }

  /** The config that was {@link #wanted} last is in force: what only the one before had ends. */
  void settle(Config config) {
    tickets.turning(GatewayTls.rotation(config.gateway().edge()));
    Known now = next;
    known = now;
    keepStaples();
    if (now != null) {
      now.decrypting().publish(decrypted());
      now.passing().publish(passed());
      now.asked().forEach(Runnable::run);
    }
    for (naru.app.config.Listener l : config.listen().gateway()) {
      if (l.scheme() == Scheme.UDP) {
        introduced(config, l).set(l.proxy().map(p -> proxies(config, p)));
      }
    }
  }

  /** The config that was {@link #wanted} last is not put in force. */
  void forget() {
    next = known;
    keepStaples();
  }

  private void keepStaples() {
    Known now = known;
    staples.keepOnly(now == null ? Set.of() : now.terms().responses());
  }

  /** Which clients the gateway believes since the last reload; empty if it asks for none. */
  Optional<ClientTrust> clients() {
    Known now = known;
    return now == null ? Optional.empty() : now.terms().clients();
  }

  private Metrics decrypted() {
    return ground.metrics.labelled("at", "gateway");
  }

  private Metrics passed() {
    return ground.metrics.labelled("at", "streams");
  }

  @Override
  public void close() {
    staples.close();
  }

  // ---- TLS

  private Known tls(Config config) {
    GatewayTls.Terms terms = GatewayTls.terms(config.gateway().edge());
    Known last = known;
    Known now = last != null && isAsBefore(last, terms, config) ? last : tls(config, terms);
    next = now;
    return now;
  }

  private static boolean isAsBefore(Known last, GatewayTls.Terms terms, Config config) {
    return last.terms().equals(terms)
        && last.names().equals(config.ca().leaf().names())
        && last.here().equals(here(config));
  }

  private Known tls(Config config, GatewayTls.Terms terms) {
    GatewayTls.Source source =
        GatewayTls.source(
            terms, certificates(ground, () -> config), ground.clock, ground.metrics, staples);
    ServerTls decrypting =
        ServerTls.unpublished(
            source.certificates(),
            new TlsTerms(ALPN, terms.least(), terms.clients()),
            tickets,
            nameWithoutSni(config),
            (name, alpn, called) -> streams().taker(name, alpn, called),
            decrypted());
    ServerTls passing =
        ServerTls.unpublished(
            CertificatesOfNobody.SOURCE,
            TlsTerms.of(List.of()),
            tickets,
            called -> "",
            Streams.passing(this::streams),
            passed());
    if (journey.started().trace().secrets()) {
      decrypting.tellingSecrets();
    }
    return new Known(
        terms, config.ca().leaf().names(), here(config), source.asked(), decrypting, passing);
  }

  private static List<String> here(Config config) {
    return config.listen().all().map(l -> l.at().host()).distinct().toList();
  }

  /** Naru's own CA: for the names that it signs for, and this machine. */
  static CertificateSource certificates(Ground ground, Supplier<Config> config) {
    return ground.authority.certificates(Party.GATEWAY, name -> isOurs(name, config.get()));
  }

  private static boolean isOurs(String name, Config config) {
    return name.equals("localhost")
        || here(config).contains(name)
        || config.ca().leaf().names().stream().anyMatch(p -> p.matches(name));
  }

  /** Whom a client without SNI means: the address that it called, or else the first of ours. */
  static Function<InetAddress, String> nameWithoutSni(Config config) {
    List<String> here = here(config);
    return called ->
        here.stream()
            .filter(h -> IpRange.literal(h).equals(called))
            .findFirst()
            .orElseGet(() -> here.isEmpty() ? "" : here.getFirst());
  }
}
