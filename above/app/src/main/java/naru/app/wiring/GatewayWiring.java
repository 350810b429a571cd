package naru.app.wiring;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import naru.app.config.Care;
import naru.app.config.Edge;
import naru.app.config.GatewaySettings;
import naru.app.config.Route;
import naru.app.config.Upstream;
import naru.app.files.Certificates;
import naru.app.files.TlsFiles;
import naru.cache.CacheStop;
import naru.gateway.config.Balance;
import naru.gateway.config.Destination;
import naru.gateway.config.Ejection;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.Selection;
import naru.gateway.config.Sticky;
import naru.gateway.config.StreamConfig;
import naru.gateway.config.UpstreamConfig;
import naru.http.Peer;
import naru.origin.RouteFiles;
import naru.transport.ClientTls;
import naru.transport.ClientTlsByTerms;
import naru.transport.Credential;
import naru.transport.OnBehalf;

/** What the gateway is told. */
public final class GatewayWiring {
  private static final int EJECTION_GROWS_TO = 10;

  private final X509Certificate root;
  private final ClientTlsByTerms toServers;
  private final Supplier<String> stickyKey;

  private GatewayWiring(
      X509Certificate root, ClientTlsByTerms toServers, Supplier<String> stickyKey) {
    this.root = root;
    this.toServers = toServers;
    this.stickyKey = stickyKey;
  }

  /**
   * Upstreams and routes.
   *
   * @param root Naru's own CA, for upstreams that trust it
   * @param toServers TLS to upstreams as earlier configs had it; what stays the same stays in use
   * @param stickyKey of upstreams that give none for their sticky clients; asked for if needed
   * @param files the folder of a route by its name, as it was opened
   */
  public static GatewayConfig config(
      GatewaySettings settings,
      X509Certificate root,
      ClientTlsByTerms toServers,
      Supplier<String> stickyKey,
      Function<String, Optional<RouteFiles>> files) {
    GatewayWiring wiring = new GatewayWiring(root, toServers, stickyKey);
    GuardWiring guards =
        new GuardWiring(
            settings, trust -> wiring.trust(trust, Optional.empty(), alpn(Upstream.Http.HTTP1)));
    return new GatewayConfig(
            settings.upstreams().stream().map(wiring::upstream).toList(),
            settings.routes().stream().map(r -> route(r, guards, files.apply(r.name()))).toList(),
            settings.trust(),
            settings.hideServer(),
            GatewayConfig.Misdirected.REFUSE)
        .onlyHttps(settings.edge().httpsOnly())
        .tellingCertificate(settings.edge().tls().clients().filter(Edge.Clients::tell).isPresent());
  }

  private UpstreamConfig upstream(Upstream u) {
    return new UpstreamConfig(
        u.name(),
        u.targets().stream()
            .map(t -> new UpstreamConfig.TargetConfig(t.to(), t.weight(), t.backup(), t.labels()))
            .toList(),
        balance(u.balance()),
        u.health().map(Upstream.Health::check),
        ejection(u.eject()),
        u.retries(),
        u.tls().map(tls -> tls(tls, u.http())),
        false,
        limits(u),
        selection(u.care()),
        u.care().retrying(),
        u.care().naming(),
        u.place(),
        u.proxyProtocol().map(version -> OnBehalf.Version.valueOf(version.name())),
        Peer.Protocol.valueOf(u.http().name()));
  }

  private Selection selection(Care care) {
    Selection plain = care.selection();
    return care.sticky()
        .map(s -> plain.sticking(new Sticky(s.by(), key(s)), plain.drainNanos()))
        .orElse(plain);
  }

  private String key(Care.Stick stick) {
    return stick.key().map(Passwords::text).map(StickyKey::of).orElseGet(stickyKey);
  }

  private static Balance balance(Upstream.Balance balance) {
    return switch (balance.method()) {
      case ROUND_ROBIN -> new Balance.RoundRobin();
      case LEAST_REQUEST -> new Balance.LeastRequest();
      case PEAK_EWMA -> new Balance.PeakEwma(balance.decay().toNanos());
      case WEIGHTED -> new Balance.Weighted();
      case RANDOM -> new Balance.Random();
      case FIRST -> new Balance.First();
      case CONSISTENT_HASH -> hash(balance, Balance.ConsistentHash.Table.RING);
      case MAGLEV -> hash(balance, Balance.ConsistentHash.Table.MAGLEV);
    };
  }

  private static Balance hash(Upstream.Balance balance, Balance.ConsistentHash.Table table) {
    return new Balance.ConsistentHash(hashBy(balance.by()), table, balance.boundPercent());
  }

  private static Balance.HashBy hashBy(Upstream.HashBy by) {
    return switch (by) {
      case Upstream.HashBy.OfPath path -> new Balance.HashBy.OfPath();
      case Upstream.HashBy.OfClientIp ip -> new Balance.HashBy.OfClientIp();
      case Upstream.HashBy.OfHeader header -> new Balance.HashBy.OfHeader(header.name());
      case Upstream.HashBy.OfCookie cookie -> new Balance.HashBy.OfCookie(cookie.name());
      case Upstream.HashBy.OfQuery query -> new Balance.HashBy.OfQuery(query.name());
    };
  }

  private static Ejection ejection(Upstream.Ejection e) {
    long base = Math.max(1, e.pause().toNanos());
    return new Ejection(
        e.after(), base, base * EJECTION_GROWS_TO, (int) e.atMostPercent(), e.outliers());
  }

  private UpstreamConfig.Tls tls(Upstream.Tls tls, Upstream.Http http) {
    return new UpstreamConfig.Tls(trust(tls.trust(), tls.identity(), alpn(http)), tls.name());
  }

  private static List<String> alpn(Upstream.Http http) {
    return switch (http) {
      case AUTO -> List.of("h2", "http/1.1");
      case HTTP1 -> List.of("http/1.1");
      case HTTP2 -> List.of("h2");
    };
  }

  private ClientTls trust(
      Upstream.Trust trust, Optional<Upstream.Identity> mine, List<String> alpn) {
    return switch (trust) {
      case Upstream.Trust.Naru naru -> clientTls(List.of(root), false, mine, alpn);
      case Upstream.Trust.Platform platform -> clientTls(List.of(), true, mine, alpn);
      case Upstream.Trust.PemFile(Path path) ->
          clientTls(Certificates.read(path), false, mine, alpn);
    };
  }

  private ClientTls clientTls(
      List<X509Certificate> anchors,
      boolean platform,
      Optional<Upstream.Identity> mine,
      List<String> alpn) {
    Optional<Credential> shown = mine.map(m -> TlsFiles.identity(m.cert(), m.key()));
    return toServers.of(anchors, platform, alpn, shown);
  }

  /** Streams that go past HTTP. */
  public static List<StreamConfig> streams(GatewaySettings settings) {
    return settings.edge().streams().stream()
        .map(
            s ->
                new StreamConfig(
                    s.name(),
                    StreamConfig.Transport.valueOf(s.transport().name()),
                    s.ports(),
                    s.hosts(),
                    s.alpn(),
                    s.to(),
                    s.idle().toNanos(),
                    s.place()))
        .toList();
  }

  private static Peer.Limits limits(Upstream u) {
    Peer.Limits d = Peer.Limits.DEFAULT;
    Upstream.Timeouts t = u.timeouts();
    return new Peer.Limits(
        u.connections(),
        Math.min(u.connections(), d.idle()),
        d.waiting(),
        d.waitNanos(),
        t.connect().toNanos(),
        t.connect().toNanos(),
        t.firstByte().toNanos(),
        t.bodyIdle().toNanos(),
        positive(t.keepAlive()),
        d.tunnelIdleNanos(),
        d.streams(),
        t.streamIdle().toNanos());
  }

  private static long positive(Duration duration) {
    return Math.max(1, duration.toNanos());
  }

  private static RouteConfig route(Route route, GuardWiring guards, Optional<RouteFiles> files) {
    Destination to =
        switch (route.to()) {
          case Route.Destination.ToUpstream u -> new Destination.ToUpstream(u.name());
          case Route.Destination.ToOrigin origin -> new Destination.ToOrigin();
          case Route.Destination.ToFiles folder ->
              new Destination.ToFiles(folder.files().folder().toString(), RouteFiles.ASKED);
          case Route.Destination.Split split ->
              new Destination.Split(
                  split.arms().stream()
                      .map(arm -> arm.boundedBy(guards.limitsOf(arm.upstream())))
                      .toList());
          case Route.Destination.Nowhere nowhere -> new Destination.Nowhere();
        };
    List<RouteConfig.Left<?>> leaves = new ArrayList<>();
    leaves.add(new RouteConfig.Left<>(CacheStop.ROUTE, CacheWiring.route(route)));
    files.ifPresent(f -> leaves.add(new RouteConfig.Left<>(RouteFiles.SLOT, f)));
    return new RouteConfig(
        route.name(),
        route.match().what(),
        to,
        leaves,
        guards.of(route),
        route.place(),
        route.changes());
  }
}
