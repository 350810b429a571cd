package naru.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.Config;
import naru.app.config.Listener.Scheme;
import naru.app.config.problem.Inapplicable;
import naru.app.files.Pages;
import naru.app.text.Language;
import naru.app.text.Text;
import naru.app.wiring.AccessLogs;
import naru.app.wiring.CacheWiring;
import naru.app.wiring.DnsWiring;
import naru.app.wiring.ForwardWiring;
import naru.app.wiring.GatewayWiring;
import naru.app.wiring.HttpWiring;
import naru.app.wiring.OriginWiring;
import naru.app.wiring.StickyKey;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Limit;
import naru.base.Side;
import naru.cache.CacheStop;
import naru.dns.NameServer;
import naru.forward.ForwardProxy;
import naru.gateway.Gateway;
import naru.gateway.GatewayState;
import naru.gateway.l4.Streams;
import naru.http.ErrorPages;
import naru.http.Way;
import naru.linux.InheritedSocket;
import naru.linux.LinuxException;
import naru.origin.OriginStop;
import naru.trace.Party;
import naru.transport.Addresses;
import naru.transport.ClientTrust;
import naru.transport.NameResolver;

/**
 * The whole way to a web page, wired: which stops there are, and in which order a request meets
 * them. Stops know nothing of each other; they are joined here, in {@link #ways}, and nowhere else.
 */
final class Journey implements AutoCloseable {
  private static final Text MAKE_FOLDER =
      Text.of(
          "make the folder, or name another as origin.files", "폴더를 만들거나 origin.files에 다른 폴더를 쓰세요");

  private final Ground ground;
  private final Doors doors;
  private final Reception reception;
  private final GatewayState gatewayState;
  private final CacheStop gatewayCache;
  private final CacheStop proxyCache;
  private final NameServer nameServer;
  private final String id;
  private final Limit connections;
  private final Tls tls;
  private final AccessLogs logs;
  private Optional<Administration> administration = Optional.empty();
  private final Config started;
  private OriginStop origin;
  private boolean draining;
  private volatile Ways ways;

  /** The ways as one config has them; a reload puts another one in its place. */
  record Ways(
      int generation,
      Config config,
      Gateway gateway,
      Sites sites,
      Streams streams,
      ForwardProxy proxy,
      NameResolver names,
      Way atGateway,
      Way atProxy,
      Way atOrigin) {}

  private Journey(Ground ground, Config config) {
    this.ground = ground;
    this.started = config;
    this.origin =
        origin(
            config,
            () ->
                OriginStop.open(
                    OriginWiring.config(config.origin()), ground.store, ground.metrics));
    Sites sites = Sites.NONE.follow(config, origin);
    this.id = HexFormat.of().toHexDigits((short) new SecureRandom().nextInt());
    this.connections = Limit.of(ground.metrics, "connections", config.limits().connections());
    this.gatewayState = GatewayState.forLoops(ground.loops.count());
    this.gatewayCache =
        CacheStop.of(CacheWiring.gateway(config.cache()), ground.metrics.labelled("at", "gateway"));
    this.proxyCache =
        CacheStop.of(
            CacheWiring.proxy(config.cache(), config.proxy().cache()),
            ground.metrics.labelled("at", "proxy"));
    this.nameServer =
        NameServer.open(
            ground.loops,
            List.of(),
            List.of(),
            DnsWiring.config(config),
            DnsWiring.options(config.dns()),
            ground.tracer,
            ground.metrics);
    this.doors = new Doors(ground);
    this.reception = new Reception(ground, this);
    this.tls = new Tls(ground, config);
    this.logs = new AccessLogs(ground.tracer, ground.metrics);
    answer(config).commit();
    this.ways = ways(config, 1, nameServer.udpAddresses(), origin, sites);
    tls.settle(config, ways.proxy.policy());
  }

  /** Opens every listener of the config. */
  static Journey open(Ground ground, Config config) {
    Journey journey = new Journey(ground, config);
    try {
      journey.log(config);
      journey.ways.gateway.start(journey.gatewayState);
      Doors.Change change = journey.listen(config);
      journey.reception.settle(config);
      change.commit(0);
      return journey;
    } catch (RuntimeException e) {
      journey.close();
      throw e;
    }
  }

  // ---- the stops and their order

  private Ways ways(
      Config config,
      int generation,
      List<InetSocketAddress> nameServers,
      OriginStop origin,
      Sites sites) {
    NameResolver names = Names.of(ground, config.dns(), nameServers);
    Gateway gateway = gateway(config, names, sites);
    Gateway.Stops at = gateway.stops(origin);
    ForwardProxy proxy = proxy(config, names);
    return new Ways(
        generation,
        config,
        gateway,
        sites,
        gateway.streams(GatewayWiring.streams(config.gateway())),
        proxy,
        names,
        Way.of(at.route(), at.guard(), at.change(), at.balance(), gatewayCache, at.upstream()),
        Way.of(proxy.policyStop(), proxyCache, proxy.fetchStop()),
        Way.of(origin));
  }

  private Gateway gateway(Config config, NameResolver names, Sites sites) {
    long seed = new SecureRandom().nextLong();
    Gateway.Parts parts =
        new Gateway.Parts(
            ground.networks.of(Party.GATEWAY),
            ground.engine(Party.GATEWAY),
            names,
            ground.metrics,
            seed);
    return Gateway.of(
        GatewayWiring.config(
                config.gateway(),
                ground.authority.rootCertificate(),
                tls.ofClients(),
                () -> StickyKey.open(ground.state),
                sites::of)
            .httpsAt(httpsPort(config)),
        parts,
        gatewayState);
  }

  /** Of the first listener of the gateway that speaks https; 0 if none does. */
  private static int httpsPort(Config config) {
    return config.listen().gateway().stream()
        .filter(l -> l.scheme() == Scheme.HTTPS)
        .findFirst()
        .map(l -> l.at().port())
        .orElse(0);
  }

  private ForwardProxy proxy(Config config, NameResolver names) {
    var settings = ForwardWiring.config(config.proxy(), config.limits(), id, Language.EN);
    return ForwardProxy.of(
        settings,
        ground.engine(Party.PROXY),
        HttpWiring.limits(config.limits()),
        names,
        tls.toServers(),
        tls.inspected(),
        proxyCache,
        ground.metrics);
  }

  /** Opens an origin. */
  private interface Files {
    OriginStop open() throws IOException;
  }

  private static OriginStop origin(Config config, Files files) {
    try {
      return files.open();
    } catch (IOException e) {
      String detail = "the origin's files cannot be used: " + e.getMessage();
      Failure failure = Failure.of(Code.INTERNAL, Side.US, detail).causedBy(e);
      throw Inapplicable.at(config.origin().place(), failure.asException()).helped(MAKE_FOLDER);
    }
  }

  // ---- listeners

  /** Opens what the config adds to what is open. */
  private Doors.Change listen(Config config) {
    try {
      List<Doors.Wanted> all = new ArrayList<>(reception.wanted(config));
      administration.ifPresent(a -> all.addAll(a.wanted(config)));
      return doors.prepare(all);
    } catch (RuntimeException e) {
      reception.forget();
      throw e;
    }
  }

  /** The same for the name server. */
  private NameServer.Change answer(Config config) {
    NameServer.Change change = nameServer.change();
    for (Scheme scheme : List.of(Scheme.UDP, Scheme.TCP)) {
      for (naru.app.config.Listener l : config.listen().dns()) {
        try {
          if (l.scheme() == scheme && scheme == Scheme.UDP) {
            change.udp(Doors.address(l));
          } else if (l.scheme() == scheme) {
            change.tcp(Doors.address(l));
          }
        } catch (FailureException taken) {
          change.undo();
          throw Inapplicable.listener(l.place(), taken);
        }
      }
    }
    return change;
  }

  /** Opens the listeners of the admin API, which a reload changes as the others. */
  synchronized void administeredBy(Administration desk, Config config) {
    administration = Optional.of(desk);
    Doors.Change change = listen(config);
    reception.settle(config);
    change.commit(0);
    desk.settle(doors);
  }

  // ---- while it runs

  /**
   * Puts another config in force: requests that begin from now on go its ways.
   *
   * @throws Inapplicable if something cannot be had, as a listener; then nothing has changed, as
   *     with any other failure
   */
  synchronized int reload(Config config) {
    if (draining) {
      throw Failure.of(Code.SHUTTING_DOWN, Side.US, "Naru stops").asException();
    }
    Ways before = ways;
    Doors.Change change = listen(config);
    NameServer.Change names = nameServer.change();
    OriginStop files;
    Ways after;
    try {
      names = answer(config);
      files = origin(config, () -> origin.followedBy(OriginWiring.config(config.origin())));
      Sites sites = before.sites.follow(config, files);
      after = ways(config, before.generation + 1, names.udpAddresses(), files, sites);
      log(config);
    } catch (RuntimeException e) {
      change.undo();
      names.undo();
      reception.forget();
      throw e;
    }
    tls.settle(config, after.proxy.policy());
    nameServer.reload(DnsWiring.config(config));
    names.commit();
    after.gateway.start(gatewayState);
    ways = after;
    origin = files;
    reception.settle(config);
    change.commit(config.limits().timeouts().drain().toNanos());
    administration.ifPresent(a -> a.settle(doors));
    before.gateway.close();
    return after.generation;
  }

  /** How long connections may go on when Naru stops, in nanoseconds. */
  long drainNanos() {
    return ways.config().limits().timeouts().drain().toNanos();
  }

  /** Takes nobody in any more, and asks who is inside to leave. */
  synchronized void drain() {
    draining = true;
    doors.drain();
    nameServer.drain();
  }

  /** Copies of the descriptors on which is listened, which are the caller's. */
  synchronized List<Integer> handOver() {
    List<Integer> copies = new ArrayList<>();
    try {
      ground.loops.listening().forEach(fd -> copies.add(InheritedSocket.copy(fd)));
    } catch (LinuxException e) {
      copies.forEach(InheritedSocket::close);
      throw e;
    }
    return copies;
  }

  /**
   * After {@link #drain}: leaves the ports of datagrams to others, where nobody waits for an
   * answer.
   *
   * @param patient whether clients of UDP streams may still wait for their first one
   */
  void settle(boolean patient) {
    nameServer.settle();
    if (!patient || ways.streams.asking() == 0) {
      doors.closeDatagrams();
    }
  }

  /** Whether nobody is inside, here and at the name server. */
  boolean isEmpty() {
    return doors.inside() == 0 && !doors.hasDatagrams() && nameServer.isIdle();
  }

  /** Closes the connections that are still open; how many there were. */
  int cut() {
    return doors.cut();
  }

  private void log(Config config) {
    ErrorPages pages = Pages.read(config.gateway().errorPages());
    logs.follow(config.log()); // nothing after it can fail
    List<String> fields = AccessLogs.fields(config);
    ground.engine(Party.GATEWAY).pages(pages);
    for (Party party : Party.values()) {
      ground.engine(party).recordFields(fields);
      ground.engine(party).explainTo(config.trace().explain());
    }
  }

  /** What it began with; some of that a reload cannot change. */
  Config started() {
    return started;
  }

  Ways ways() {
    return ways;
  }

  /** Where it listens, as URLs, in travelling order. */
  List<String> listening() {
    List<String> all = new ArrayList<>();
    nameServer.udpAddresses().forEach(a -> all.add("dns udp://" + Addresses.text(a)));
    nameServer.tcpAddresses().forEach(a -> all.add("dns tcp://" + Addresses.text(a)));
    all.addAll(doors.texts());
    return List.copyOf(all);
  }

  /** Listeners that a reload has closed, while connections are left. */
  List<Map<String, Object>> draining() {
    return doors.draining();
  }

  /** Connections of clients, over all listeners. */
  Limit connections() {
    return connections;
  }

  /** The origin as it is now. */
  OriginStop origin() {
    return origin;
  }

  CacheStop gatewayCache() {
    return gatewayCache;
  }

  /** Which clients the gateway believes, as its handshakes do; empty if it asks for none. */
  Optional<ClientTrust> clients() {
    return reception.clients();
  }

  /** TLS of everything but the gateway's listeners. */
  Tls tls() {
    return tls;
  }

  NameServer nameServer() {
    return nameServer;
  }

  @Override
  public void close() {
    doors.close();
    reception.close();
    nameServer.close();
    ways.gateway.close();
    logs.close();
  }
}
