package naru.forward;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import naru.base.Clock;
import naru.base.Code;
import naru.base.DomainPattern;
import naru.base.Failure;
import naru.base.IpRange;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Place;
import naru.base.Side;
import naru.ca.Authority;
import naru.ca.CaConfig;
import naru.forward.core.Credentials;
import naru.forward.core.Policy;
import naru.forward.core.Rule;
import naru.http.Exchange;
import naru.http.HttpEngine;
import naru.http.HttpLimits;
import naru.http.HttpService;
import naru.http.Peer;
import naru.http.Stop;
import naru.http.Way;
import naru.trace.DnsEvent;
import naru.trace.Entry;
import naru.trace.Event;
import naru.trace.Party;
import naru.trace.ProxyEvent.Action;
import naru.trace.Span;
import naru.trace.SpanRecord;
import naru.trace.Tracer;
import naru.transport.ClientTls;
import naru.transport.Listener;
import naru.transport.Loops;
import naru.transport.NameResolver;
import naru.transport.ServerTls;
import org.jspecify.annotations.Nullable;

/** A proxy between real sockets: servers behind it, names that the test makes up, what was told. */
final class Crossing implements AutoCloseable {
  static final String PSEUDONYM = "naru-test";
  static final long SECOND = 1_000_000_000L;

  final Metrics metrics = new Metrics();
  final BlockingQueue<SpanRecord> spans = new LinkedBlockingQueue<>();

  /** The proxy's connections to its clients. */
  final BlockingQueue<Channel> clients = new LinkedBlockingQueue<>();

  final Loops loops = Loops.open(1);
  final Tracer tracer = Tracer.of(Clock.system(), 42, spans::add);
  final HttpEngine engine = HttpEngine.of(loops, tracer, metrics);
  final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
  final Authority authority;
  private final List<Listener> listeners = new ArrayList<>();
  private int rules;

  // How the next proxy is to be.
  final List<Rule> policy = new ArrayList<>();
  boolean allowByDefault = true;
  Set<Integer> connectPorts = Set.of();
  boolean hideClient = true;
  boolean hideUserAgent;
  Optional<Predicate<Credentials>> credentials = Optional.empty();
  long tunnelIdleNanos = 60 * SECOND;
  NameResolver resolver = this::resolve;
  Stop between = Exchange::proceed;
  @Nullable ForwardProxy proxy;

  Crossing(Path state) {
    List<DomainPattern> all = List.of(DomainPattern.parse("*"));
    authority = Authority.open(CaConfig.of(all), state, Clock.system(), metrics);
    names.put("localhost", List.of(InetAddress.getLoopbackAddress()));
  }

  // ---- names

  private void resolve(String host, EventLoop loop, Span span, NameResolver.Resolution to) {
    List<InetAddress> known =
        IpRange.isLiteral(host)
            ? List.of(IpRange.literal(host))
            : names.getOrDefault(host, List.of());
    if (known.isEmpty()) {
      to.failed(Failure.of(Code.DNS_NXDOMAIN, Side.UPSTREAM, host + " is not there"));
      return;
    }
    List<String> texts = known.stream().map(InetAddress::getHostAddress).toList();
    span.add(new DnsEvent.Known(host, texts, DnsEvent.Source.HOST));
    to.resolved(known);
  }

  Crossing name(String name, String address) {
    names.put(name, List.of(IpRange.literal(address)));
    return this;
  }

  // ---- rules

  Crossing rule(Action action, String pattern) {
    return rule(action, pattern, "", false);
  }

  Crossing rule(Action action, String pattern, String reason, boolean strict) {
    rules++;
    Place place = new Place("naru.yaml", 10 + rules, 7);
    policy.add(
        new Rule(rules, action, List.of(DomainPattern.parse(pattern)), reason, place, strict));
    return this;
  }

  // ---- listeners

  InetSocketAddress proxy() {
    return listen(Party.PROXY, null, proxyWay());
  }

  /** A proxy whose client leg is TLS, for the name {@code proxy.test}. */
  InetSocketAddress secureProxy() {
    return listen(Party.PROXY, tls(Party.PROXY), proxyWay());
  }

  private Way proxyWay() {
    ForwardConfig config =
        new ForwardConfig(
            Policy.of(policy, allowByDefault, new Place("naru.yaml", 10, 3)),
            connectPorts,
            PSEUDONYM,
            hideClient,
            hideUserAgent,
            "the \"lab\"",
            credentials,
            Peer.Limits.DEFAULT,
            tunnelIdleNanos);
    ForwardProxy made =
        ForwardProxy.of(
            config,
            engine,
            HttpLimits.DEFAULT,
            resolver,
            ClientTls.of(List.of(authority.rootCertificate()), false, List.of("http/1.1")),
            tls(Party.PROXY),
            between,
            metrics);
    proxy = made;
    return Way.of(made.policyStop(), between, made.fetchStop());
  }

  InetSocketAddress server(Stop stop) {
    return listen(Party.ORIGIN, null, Way.of(stop));
  }

  /** An https server with certificates of the authority. */
  InetSocketAddress secureServer(Stop stop) {
    return secureServer(authority, stop);
  }

  InetSocketAddress secureServer(Authority issuer, Stop stop) {
    ServerTls tls =
        ServerTls.of(issuer.certificates(Party.ORIGIN), List.of("http/1.1"), "", metrics);
    return listen(Party.ORIGIN, tls, Way.of(stop));
  }

  private ServerTls tls(Party asker) {
    return ServerTls.of(authority.certificates(asker), List.of("http/1.1"), "proxy.test", metrics);
  }

  private InetSocketAddress listen(Party at, @Nullable ServerTls tls, Way way) {
    HttpService service = new HttpService(engine, at, () -> way, HttpLimits.DEFAULT);
    Limit limit = Limit.of(metrics, "connections-" + at + listeners.size(), 1000);
    Listener listener =
        Listener.open(
            loops,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Listener.Options(at, tls, 10 * SECOND, limit),
            tracer,
            arrival -> {
              if (at == Party.PROXY) {
                clients.add(arrival.channel());
              }
              service.accepted(arrival);
            });
    listeners.add(listener);
    return listener.address();
  }

  /** Answers with the head it got, as text. */
  static void mirror(Exchange x) {
    x.answer(x.response(200), ByteBufUtil.writeUtf8(x.alloc(), x.request().toString()));
  }

  // ---- clients

  /** Trusts the authority and nobody else. */
  SSLContext trusting() {
    return trusting(authority.rootCertificate());
  }

  static SSLContext trusting(X509Certificate root) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null);
      store.setCertificateEntry("root", root);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  // ---- what was told

  /** The next part that the proxy ends. */
  SpanRecord part() throws InterruptedException {
    return part(Party.PROXY);
  }

  /** The next part that ends at a party; what others told meanwhile is passed over. */
  SpanRecord part(Party at) throws InterruptedException {
    while (true) {
      SpanRecord span = spans.poll(10, TimeUnit.SECONDS);
      if (span == null) {
        throw new AssertionError("nothing was told by the " + at);
      }
      if (span.at() == at) {
        return span;
      }
    }
  }

  static List<String> words(SpanRecord part) {
    return part.entries().stream().map(e -> e.event().getClass().getSimpleName()).toList();
  }

  static <E extends Event> E event(SpanRecord part, Class<E> kind) {
    return part.entries().stream()
        .map(Entry::event)
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " in " + words(part)));
  }

  long metric(String name) {
    return metrics.samples().stream()
        .filter(s -> s.name().equals(name))
        .mapToLong(Metrics.Sample::value)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  long tunnels() {
    return metric("naru_limit_used{limit=\"proxy-tunnels\"}");
  }

  /** Waits for a turn of the loop, after everything that was to happen on it before. */
  void turn() throws Exception {
    onLoop(() -> {});
  }

  void onLoop(Runnable task) throws Exception {
    loops.all().iterator().next().submit(task).get(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    listeners.forEach(Listener::close);
    loops.close();
    authority.close();
  }
}
