package naru.app;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.admin.AdminCard;
import naru.admin.AdminParts;
import naru.admin.AdminStop;
import naru.admin.AdminToken;
import naru.admin.CacheDesk;
import naru.admin.Certificates;
import naru.admin.HealthReport;
import naru.admin.Reload;
import naru.app.cli.VersionCommand;
import naru.app.config.Config;
import naru.app.config.Listener.Scheme;
import naru.app.wiring.HttpWiring;
import naru.base.Limit;
import naru.cache.core.CacheKey;
import naru.gateway.core.TargetState;
import naru.http.HttpEngine;
import naru.http.HttpService;
import naru.http.Way;
import naru.trace.Party;
import naru.transport.Addresses;
import naru.transport.Listener;

/** The admin API over a running journey, on listeners of its own. */
final class Administration implements AutoCloseable {
  private static final int CONNECTIONS = 256;

  private final Ground ground;
  private final List<Listener> listeners = new ArrayList<>();
  private final List<AdminCard> cards = new ArrayList<>();

  private Administration(Ground ground) {
    this.ground = ground;
  }

  /**
   * Opens the admin listeners of the config.
   *
   * @param reload puts the config file in force again
   */
  static Administration open(Ground ground, Journey journey, Config config, Reload reload) {
    Administration administration = new Administration(ground);
    if (config.listen().admin().isEmpty()) {
      return administration;
    }
    AdminStop stop = AdminStop.of(parts(ground, journey, reload));
    HttpEngine engine = AdminStop.engine(ground.loops, ground.clock);
    Way way = Way.of(stop);
    Limit connections = Limit.of(ground.metrics, "admin.connections", CONNECTIONS);
    try {
      for (naru.app.config.Listener l : config.listen().admin()) {
        boolean secure = l.scheme() == Scheme.HTTPS;
        HttpService service =
            new HttpService(engine, Party.GATEWAY, () -> way, HttpWiring.limits(config.limits()));
        Listener.Options how =
            new Listener.Options(
                Party.GATEWAY,
                secure ? journey.ownTls() : null,
                config.limits().timeouts().handshake().toNanos(),
                connections);
        administration.listen(l, Doors.address(l), how, engine, service);
      }
      return administration;
    } catch (RuntimeException e) {
      administration.close();
      throw e;
    }
  }

  private void listen(
      naru.app.config.Listener l,
      java.net.InetSocketAddress address,
      Listener.Options how,
      HttpEngine engine,
      HttpService service) {
    Listener listener = Listener.open(ground.loops, address, how, engine.tracer(), service);
    listeners.add(listener);
    URI api = URI.create(l.scheme().text() + "://" + Addresses.text(listener.address()));
    boolean secure = l.scheme() == Scheme.HTTPS;
    AdminCard card = new AdminCard(api, secure ? ground.authority.rootFingerprint() : "");
    if (cards.isEmpty()) {
      card.write(ground.state);
    }
    cards.add(card);
  }

  private static AdminParts parts(Ground ground, Journey journey, Reload reload) {
    return new AdminParts(
        VersionCommand.version(),
        ground.traces,
        ground.tracer,
        ground.metrics,
        AdminToken.open(ground.state),
        () -> health(journey),
        new Why(ground, journey),
        reload,
        new Stock(journey, Instant.now()),
        new Shelf(ground, journey),
        (upstream, target, use) ->
            journey.ways().gateway().use(upstream, target, TargetState.Use.valueOf(use.name())),
        certificates(ground));
  }

  private static HealthReport health(Journey journey) {
    List<HealthReport.Check> checks = new ArrayList<>();
    journey
        .ways()
        .gateway()
        .status()
        .upstreams()
        .forEach(
            u -> {
              long good = u.targets().stream().filter(t -> t.state().equals("healthy")).count();
              checks.add(
                  new HealthReport.Check(
                      "upstream " + u.name(), good > 0, good + "/" + u.targets().size()));
            });
    checks.add(new HealthReport.Check("listeners", true, ""));
    return new HealthReport(checks);
  }

  private static Certificates certificates(Ground ground) {
    return new Certificates() {
      @Override
      public String rootPem() {
        return ground.authority.rootPem();
      }

      @Override
      public String rootFingerprint() {
        return ground.authority.rootFingerprint();
      }

      @Override
      public List<?> issued(int atMost) {
        return ground.authority.issued(atMost);
      }
    };
  }

  /** What the gateway's cache holds. */
  private record Shelf(Ground ground, Journey journey) implements CacheDesk {
    @Override
    public Map<String, Object> stats() {
      var store = journey.gatewayCache().store();
      return Map.of(
          "entries",
          store.size(),
          "bytes",
          store.usedBytes(),
          "maxBytes",
          journey.ways().config().cache().memoryBytes());
    }

    @Override
    public List<?> entries(int atMost) {
      long now = ground.clock.nanos();
      return journey.gatewayCache().store().entries(atMost).stream()
          .map(
              e ->
                  Map.of(
                      "key",
                      e.key().text(),
                      "status",
                      e.response().status(),
                      "bytes",
                      e.body().length,
                      "ageSeconds",
                      e.ageSeconds(now),
                      "freshSeconds",
                      e.ttlSeconds(now)))
          .toList();
    }

    @Override
    public int purgeKey(String key) {
      URI uri = URI.create(key);
      if (uri.getScheme() == null || uri.getRawAuthority() == null || uri.getRawPath() == null) {
        throw new IllegalArgumentException("a key is an absolute URL");
      }
      String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
      return journey
          .gatewayCache()
          .store()
          .purge(CacheKey.of(uri.getScheme(), uri.getRawAuthority(), path));
    }

    @Override
    public int purgePrefix(String prefix) {
      return journey.gatewayCache().store().purgePrefix(prefix);
    }
  }

  /** Where it listens, as URLs. */
  List<String> listening() {
    return cards.stream().map(c -> "admin " + c.api()).toList();
  }

  @Override
  public void close() {
    cards.forEach(c -> c.remove(ground.state));
    listeners.forEach(Listener::close);
  }
}
