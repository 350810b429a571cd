package naru.app;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import naru.transport.Listener;
import org.jspecify.annotations.Nullable;

/** The admin API over a running journey, on listeners of its own, which follow a reload. */
final class Administration implements AutoCloseable {
  private static final String WORD = "admin";
  private static final int CONNECTIONS = 256;

  private final Ground ground;
  private final Journey journey;
  private final Reload reload;
  private @Nullable Office office;
  private Optional<AdminCard> wanted = Optional.empty();
  private Optional<AdminCard> card = Optional.empty();
  private boolean shown;

  /** What is there as soon as one listener is. */
  private record Office(AdminStop stop, Way way, HttpEngine engine, Limit connections) {}

  /**
   * Nothing is open yet.
   *
   * @param reload puts the config file in force again
   */
  Administration(Ground ground, Journey journey, Reload reload) {
    this.ground = ground;
    this.journey = journey;
    this.reload = reload;
  }

  private synchronized Office office() {
    Office known = office;
    if (known == null) {
      AdminStop stop = AdminStop.of(parts(ground, journey, reload));
      known =
          new Office(
              stop,
              Way.of(stop),
              AdminStop.engine(ground.loops, ground.clock),
              Limit.of(ground.metrics, "admin.connections", CONNECTIONS));
      office = known;
    }
    return known;
  }

  /** The listeners of a config. */
  List<Doors.Wanted> wanted(Config config) {
    return config.listen().admin().stream().map(l -> wanted(config, l, office())).toList();
  }

  private Doors.Wanted wanted(Config config, naru.app.config.Listener l, Office office) {
    HttpService service =
        new HttpService(
            office.engine(), Party.GATEWAY, office::way, HttpWiring.limits(config.limits()));
    Listener.Options how =
        new Listener.Options(
            Party.GATEWAY,
            l.scheme() == Scheme.HTTPS ? journey.tls().own() : null,
            config.limits().timeouts().handshake().toNanos(),
            office.connections());
    return new Doors.Wanted(WORD, l, how, service, null, office.engine().tracer());
  }

  /** Tells the command line where the first listener is now, from {@link #begin} on. */
  synchronized void settle(Doors doors) {
    wanted = doors.urls(WORD).stream().findFirst().map(this::card);
    show();
  }

  private void show() {
    if (!shown || wanted.equals(card)) {
      return;
    }
    wanted.ifPresentOrElse(
        c -> c.write(ground.state), () -> card.ifPresent(c -> c.remove(ground.state)));
    card = wanted;
  }

  /** The command line finds this program from now on. */
  synchronized void begin() {
    shown = true;
    show();
  }

  /** It finds another one, whatever this one does. */
  synchronized void handOn() {
    shown = false;
    card = Optional.empty();
  }

  private AdminCard card(String url) {
    boolean secure = url.startsWith(Scheme.HTTPS.text() + ":");
    return new AdminCard(URI.create(url), secure ? ground.authority.rootFingerprint() : "");
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

  /** Takes nobody in any more: the command line does not find this program, and streams end. */
  synchronized void leave() {
    close();
    if (office != null) {
      office.stop().leave();
    }
  }

  @Override
  public synchronized void close() {
    card.ifPresent(c -> c.remove(ground.state));
    handOn();
  }
}
