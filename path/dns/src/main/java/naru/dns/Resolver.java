package naru.dns;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import naru.base.Clock;
import naru.base.Code;
import naru.base.Failure;
import naru.base.IpRange;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Side;
import naru.dns.core.Inquiry;
import naru.dns.core.KnownNames;
import naru.dns.core.Places;
import naru.dns.core.Upstream;
import naru.trace.DnsEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Span;
import naru.transport.Loops;
import naru.transport.NameResolver;
import naru.wire.dns.EdnsOption;
import naru.wire.dns.Message;
import naru.wire.dns.Name;
import naru.wire.dns.Question;
import naru.wire.dns.Type;

/**
 * A stub resolver: asks given servers for A and AAAA at once, over UDP and then TCP, and remembers
 * what they said. Thread-safe.
 *
 * <p>Literals and {@code localhost} (RFC 6761 section 6.3) are known without asking.
 */
public final class Resolver implements NameResolver {
  /**
   * Limits and timeouts.
   *
   * @param attempts for each type over all servers, 1 to 20
   * @param timeoutNanos of each attempt
   * @param patienceNanos how long the second family is waited for when the first has addresses (the
   *     resolution delay of RFC 8305 section 3)
   * @param remembered names that are remembered
   * @param asking questions in flight at once
   */
  public record Options(
      int attempts, long timeoutNanos, long patienceNanos, int remembered, int asking) {
    /** 3 attempts of 1.5 s, 50 ms of patience, 4096 names, 1000 questions in flight. */
    public static final Options USUAL =
        new Options(
            3, TimeUnit.MILLISECONDS.toNanos(1500), TimeUnit.MILLISECONDS.toNanos(50), 4096, 1000);

    public Options {
      if (attempts < 1
          || attempts > 20
          || timeoutNanos < 1
          || patienceNanos < 0
          || remembered < 1
          || asking < 2) {
        throw new IllegalArgumentException("resolver options out of range");
      }
    }
  }

  private final List<Upstream> servers;
  private final Options options;
  private final Clock clock;
  private final Asker asker;
  private final KnownNames known;
  private final Limit asking;
  private final SecureRandom random = new SecureRandom();

  private Resolver(
      Loops loops, List<Upstream> servers, Options options, Clock clock, Metrics metrics) {
    this.servers = List.copyOf(servers);
    this.options = options;
    this.clock = clock;
    this.asker = new Asker(loops);
    this.known = KnownNames.of(Limit.of(metrics, "resolver.names", options.remembered()));
    this.asking = Limit.of(metrics, "resolver.asking", options.asking());
  }

  /**
   * A resolver.
   *
   * @param servers in the order to ask them; at least one
   */
  public static Resolver of(
      Loops loops, List<Upstream> servers, Options options, Clock clock, Metrics metrics) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("a resolver needs a name server");
    }
    return new Resolver(loops, servers, options, clock, metrics);
  }

  @Override
  public void resolve(String host, EventLoop loop, Span span, Resolution resolution) {
    Optional<List<InetAddress>> constant = constant(host);
    if (constant.isPresent()) {
      tellKnown(host, constant.get(), DnsEvent.Source.HOST, span);
      resolution.resolved(constant.get());
      return;
    }
    Name name;
    try {
      name = Name.parse(host).lower();
    } catch (IllegalArgumentException e) {
      fail(
          host,
          span,
          Failure.of(Code.DNS_NXDOMAIN, Side.CLIENT, String.valueOf(e.getMessage())),
          resolution);
      return;
    }
    Optional<KnownNames.Outcome> before = known.find(name, clock.nanos());
    if (before.isPresent()) {
      long left = known.secondsLeft(name, clock.nanos());
      recall(host, before.get(), left, span, resolution);
    } else {
      ask(host, name, loop, span, resolution);
    }
  }

  private static Optional<List<InetAddress>> constant(String host) {
    if (IpRange.isLiteral(host)) {
      return Optional.of(List.of(IpRange.literal(host)));
    }
    String lower = host.toLowerCase(Locale.ROOT);
    boolean local = lower.equals("localhost") || lower.endsWith(".localhost");
    return local
        ? Optional.of(List.of(IpRange.literal("127.0.0.1"), IpRange.literal("::1")))
        : Optional.empty();
  }

  private static void recall(
      String host, KnownNames.Outcome outcome, long left, Span span, Resolution resolution) {
    switch (outcome) {
      case KnownNames.Addresses(List<InetAddress> addresses) -> {
        tellKnown(host, addresses, DnsEvent.Source.CACHE, span);
        resolution.resolved(addresses, left);
      }
      case KnownNames.Nothing(Failure failure) -> fail(host, span, failure, resolution);
    }
  }

  private static void tellKnown(
      String host, List<InetAddress> addresses, DnsEvent.Source source, Span span) {
    List<String> texts = addresses.stream().map(InetAddress::getHostAddress).toList();
    span.add(new DnsEvent.Known(host, texts, source));
  }

  private static void fail(String host, Span span, Failure failure, Resolution resolution) {
    span.add(new DnsEvent.Failed(host, "A", failure));
    resolution.failed(failure);
  }

  private void ask(String host, Name name, EventLoop loop, Span span, Resolution resolution) {
    if (!asking.tryTake(2)) {
      String why = "the resolver has " + asking.max() + " questions open";
      fail(host, span, Failure.retryable(Code.DNS_SERVER_FAILURE, Side.US, why), resolution);
      return;
    }
    BothFamilies both =
        new BothFamilies(
            host,
            loop,
            span,
            options.patienceNanos(),
            outcome -> {
              long now = clock.nanos();
              known.learn(name, outcome.outcome(), outcome.ttlSeconds(), now);
              deliver(host, outcome.outcome(), outcome.ttlSeconds(), span, resolution);
            },
            () -> asking.give(1));
    Inquiry.Manner manner = manner(span);
    for (Type type : List.of(Type.A, Type.AAAA)) {
      Inquiry inquiry = Inquiry.of(Question.of(name, type), servers, manner, random);
      asker.ask(inquiry, loop, span.at(), both, both.of(type));
    }
  }

  /** How servers are asked, with a word on whose trace it is for. */
  private Inquiry.Manner manner(Span span) {
    EdnsOption trace = EdnsOption.trace(span.traceHigh(), span.traceLow(), span.id());
    return new Inquiry.Manner(
        options.attempts(), options.timeoutNanos(), false, false, Optional.of(trace));
  }

  private static void deliver(
      String host, KnownNames.Outcome outcome, long ttl, Span span, Resolution resolution) {
    switch (outcome) {
      case KnownNames.Addresses(List<InetAddress> addresses) -> resolution.resolved(addresses, ttl);
      case KnownNames.Nothing(Failure failure) -> fail(host, span, failure, resolution);
    }
  }

  // ---- services

  @Override
  public void services(String service, EventLoop loop, Span span, Discovery discovery) {
    Name name;
    try {
      name = Name.parse(service).lower();
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      fail(service, span, Failure.of(Code.DNS_NXDOMAIN, Side.CLIENT, why), discovery);
      return;
    }
    if (!asking.tryTake(1)) {
      String why = "the resolver has " + asking.max() + " questions open";
      fail(service, span, Failure.retryable(Code.DNS_SERVER_FAILURE, Side.US, why), discovery);
      return;
    }
    Inquiry inquiry = Inquiry.of(Question.of(name, Type.SRV), servers, manner(span), random);
    asker.ask(inquiry, loop, span.at(), span, discovered(service, span, discovery));
  }

  private Asker.Asked discovered(String service, Span span, Discovery discovery) {
    return new Asker.Asked() {
      @Override
      public void answered(Message message, int bytes) {
        asking.give(1);
        span.add(
            Party.DNS, span.at(), Provenance.WIRE, Account.told(service, Type.SRV, message, bytes));
        Places places = Places.of(service, message);
        places
            .failure()
            .ifPresentOrElse(
                failure -> fail(service, span, failure, discovery),
                () -> discovery.resolved(services(places), places.ttlSeconds()));
      }

      @Override
      public void failed(Failure failure, int extendedError) {
        asking.give(1);
        fail(service, span, failure, discovery);
      }
    };
  }

  private static void fail(String service, Span span, Failure failure, Discovery discovery) {
    span.add(new DnsEvent.Failed(service, "SRV", failure));
    discovery.failed(failure);
  }

  private static List<Service> services(Places places) {
    return places.records().stream()
        .map(r -> new Service(r.priority(), r.weight(), r.port(), host(r.target())))
        .toList();
  }

  private static String host(Name name) {
    String text = name.toString();
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
