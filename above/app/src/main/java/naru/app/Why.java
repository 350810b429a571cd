package naru.app;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.admin.Decisions;
import naru.app.config.Edge;
import naru.app.config.Listen;
import naru.app.config.Listener;
import naru.app.config.Listener.Scheme;
import naru.app.files.Certificates;
import naru.app.files.TlsFiles;
import naru.app.wiring.CacheWiring;
import naru.base.Code;
import naru.base.DomainPattern;
import naru.base.Endpoint;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.IpRange;
import naru.base.Place;
import naru.base.Side;
import naru.ca.IssuedCertificate;
import naru.cache.CacheRoute;
import naru.client.Trip;
import naru.gateway.Explanation;
import naru.gateway.Gateway;
import naru.http.RequestHead;
import naru.trace.CaEvent;
import naru.trace.ChangeEvent;
import naru.trace.Event;
import naru.trace.GatewayEvent;
import naru.trace.GuardEvent;
import naru.trace.TlsEvent;
import naru.transport.ClientCertificate;
import naru.transport.ClientTrust;
import naru.transport.Shown;

/** The dry run: asks every stop what it would decide, in travelling order. Nothing is sent. */
final class Why implements Decisions {
  private static final int ISSUED_LOOKED_AT = 10_000;

  /** What clients offer, as browsers do. */
  private static final List<String> OFFERED = List.of("h2", "http/1.1");

  private final Ground ground;
  private final Journey journey;

  Why(Ground ground, Journey journey) {
    this.ground = ground;
    this.journey = journey;
  }

  @Override
  public List<Event> decide(Question question) {
    Journey.Ways ways = journey.ways();
    boolean secure = question.url().getScheme().equalsIgnoreCase("https");
    String host = question.url().getHost().toLowerCase(Locale.ROOT);
    int port = question.url().getPort() >= 0 ? question.url().getPort() : secure ? 443 : 80;
    Listen listen = ways.config().listen();
    List<Event> events = new ArrayList<>();
    boolean knowsNames = !listen.dns().isEmpty() || !ways.config().dns().zones().isEmpty();
    if (knowsNames && !IpRange.isLiteral(host)) {
      journey.nameServer().explain(host).ifPresent(events::add);
    }
    if (!listen.proxy().isEmpty() || !ways.config().proxy().rules().isEmpty()) {
      Endpoint end = new Endpoint(host, port);
      events.add(ways.proxy().decide(end).event(end.toString()));
    }
    events.add(listener(listen.gateway(), secure ? Scheme.HTTPS : Scheme.HTTP, port));
    if (secure) {
      Optional<GatewayEvent.RouteChosen> passed = ways.streams().passes(host, OFFERED, port);
      if (passed.isPresent()) {
        events.add(passed.get());
        return events; // what is inside of it is for the server alone
      }
      events.add(certificate(ways, host));
    }
    Shaken shaken = shaken(ways, question, host, secure);
    events.addAll(shaken.told());
    if (!shaken.failed()) {
      events.addAll(atGateway(ways, question, port, shaken.certificate()));
    }
    return events;
  }

  /**
   * What a handshake makes of the client's certificate.
   *
   * @param certificate what the client proved
   * @param failed whether there would be no request after it
   */
  private record Shaken(List<Event> told, Optional<ClientCertificate> certificate, boolean failed) {
    static final Shaken ANONYMOUS = new Shaken(List.of(), Optional.empty(), false);

    static Shaken failed(String host, Failure failure) {
      return new Shaken(List.of(new TlsEvent.Failed(host, failure)), Optional.empty(), true);
    }
  }

  /** A client shows its certificate only where it is asked for one. */
  private Shaken shaken(Journey.Ways ways, Question question, String host, boolean secure) {
    Optional<Edge.Clients> asked = ways.config().gateway().edge().tls().clients();
    Optional<ClientTrust> trust = journey.clients();
    if (!secure || asked.isEmpty() || trust.isEmpty()) {
      return Shaken.ANONYMOUS;
    }
    List<X509Certificate> chain = question.certificates();
    if (chain.isEmpty()) {
      String detail = "clients must show a certificate here (" + asked.get().place() + ")";
      return asked.get().required()
          ? Shaken.failed(host, Failure.of(Code.TLS_CLIENT_CERTIFICATE, Side.CLIENT, detail))
          : Shaken.ANONYMOUS;
    }
    try {
      List<String> path = trust.get().path(chain, ground.clock.wall());
      ClientCertificate shown = ClientCertificate.of(chain.getFirst());
      return new Shaken(List.of(shown.event(path)), Optional.of(shown), false);
    } catch (FailureException refused) {
      return Shaken.failed(host, refused.failure());
    }
  }

  /** Where a request to this port comes in; a port that this machine forwards is not known here. */
  private static Event listener(List<Listener> all, Scheme scheme, int port) {
    String asked = scheme.text() + " on port " + port;
    Optional<Listener> here =
        all.stream()
            .filter(l -> l.scheme() == scheme)
            .filter(l -> l.at().port() == port || l.at().port() == 0)
            .findFirst();
    List<String> others = here.isPresent() ? List.of() : all.stream().map(Listener::url).toList();
    return new GatewayEvent.Listening(
        asked,
        here.map(Listener::url).orElse(""),
        others,
        here.map(Listener::place).orElse(Place.BUILT_IN));
  }

  private Event certificate(Journey.Ways ways, String host) {
    Optional<Edge.Certificate> own =
        ways.config().gateway().edge().certificates().stream()
            .filter(c -> TlsFiles.names(c).stream().anyMatch(n -> n.matches(host)))
            .findFirst();
    if (own.isPresent()) {
      return Shown.of(Certificates.read(own.get().cert()));
    }
    Optional<IssuedCertificate> issued =
        ground.authority.issued(ISSUED_LOOKED_AT).stream()
            .filter(c -> c.names().contains(host) && c.notAfter().isAfter(ground.clock.wall()))
            .findFirst();
    if (issued.isPresent()) {
      IssuedCertificate c = issued.get();
      return new CaEvent.Reissued(c.names(), c.serial(), c.notAfter());
    }
    var leaf = ways.config().ca().leaf();
    if (leaf.names().stream().anyMatch(p -> p.matches(host))) {
      return new CaEvent.Requested(List.of(host), leaf.key().text());
    }
    return new CaEvent.Refused(host, String.join(", ", texts(leaf.names())));
  }

  private static List<String> texts(List<DomainPattern> patterns) {
    return patterns.stream().map(DomainPattern::toString).toList();
  }

  private List<Event> atGateway(
      Journey.Ways ways, Question question, int port, Optional<ClientCertificate> certificate) {
    boolean secure = question.url().getScheme().equalsIgnoreCase("https");
    String path = Trip.pathOf(question.url());
    String authority = question.url().getRawAuthority();
    Explanation explanation =
        ways.gateway()
            .explain(
                question.method(),
                authority,
                path,
                question.headers(),
                Gateway.asker(question.client(), port, secure, certificate));
    return switch (explanation) {
      case Explanation.Refused refused ->
          throw Failure.of(refused.code(), Side.CLIENT, refused.why()).asException();
      case Explanation.Redirected redirected -> List.of(redirected.event());
      case Explanation.NoRoute none -> List.of(new GatewayEvent.NoRoute(none.missed()));
      case Explanation.Guarded guarded -> events(guarded.route(), guarded.guards());
      case Explanation.Answers answers -> {
        List<Event> all = events(answers.route(), answers.guards());
        all.addAll(answers.faults());
        all.add(answers.answer());
        yield all;
      }
      case Explanation.ToOrigin origin -> {
        List<Event> all = events(origin.route(), origin.guards());
        all.addAll(origin.changes());
        all.add(origin(ways, origin, question));
        all.add(cache(ways, origin.route(), question, origin.path(), secure));
        yield all;
      }
      case Explanation.ToSplit split -> split(ways, split, question, secure);
      case Explanation.ToUpstream to -> {
        List<Event> all = events(to.route(), to.guards());
        all.addAll(to.changes());
        all.add(target(to));
        all.add(cache(ways, to.route(), question, to.path(), secure));
        yield all;
      }
    };
  }

  /** Behind what rewrites the path. */
  private Event origin(Journey.Ways ways, Explanation.ToOrigin to, Question question) {
    String path =
        to.changes().stream()
            .filter(ChangeEvent.Rewritten.class::isInstance)
            .map(e -> ((ChangeEvent.Rewritten) e).path())
            .findFirst()
            .orElse(to.path());
    RequestHead head = head(question, path);
    return ways.sites()
        .of(to.route().route())
        .map(files -> files.explain(head))
        .orElseGet(() -> journey.origin().explain(head, ways.config().origin().place()));
  }

  private List<Event> split(
      Journey.Ways ways, Explanation.ToSplit split, Question question, boolean secure) {
    List<Event> all = events(split.route(), split.guards());
    all.addAll(split.faults());
    for (Explanation.Arm arm : split.arms()) {
      all.add(arm.way());
      arm.to().ifPresent(to -> all.addAll(to.changes()));
      arm.to().map(Why::target).ifPresent(all::add);
    }
    all.add(cache(ways, split.route(), question, split.path(), secure));
    return all;
  }

  private static List<Event> events(GatewayEvent.RouteChosen route, List<GuardEvent> guards) {
    List<Event> all = new ArrayList<>();
    all.add(route);
    all.addAll(guards);
    return all;
  }

  private static Event target(Explanation.ToUpstream to) {
    return to.usable()
        ? new GatewayEvent.TargetChosen(
            to.upstream(), to.target().orElse(""), to.balance(), to.candidates(), to.place())
        : new GatewayEvent.NoTarget(to.upstream(), to.candidates(), to.place());
  }

  private Event cache(
      Journey.Ways ways,
      GatewayEvent.RouteChosen chosen,
      Question question,
      String path,
      boolean secure) {
    CacheRoute how =
        ways.config().gateway().routes().stream()
            .filter(r -> r.name().equals(chosen.route()))
            .findFirst()
            .map(CacheWiring::route)
            .orElse(CacheRoute.OFF);
    return journey
        .gatewayCache()
        .explain(head(question, path), secure ? "https" : "http", how, ground.clock.nanos());
  }

  private static RequestHead head(Question question, String path) {
    try {
      RequestHead head = RequestHead.of(question.method(), path, question.url().getRawAuthority());
      question.headers().forEach(h -> head.fields().add(h.getKey(), h.getValue()));
      return head;
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      throw Failure.of(Code.REQUEST_MALFORMED, Side.CLIENT, why).causedBy(e).asException();
    }
  }
}
