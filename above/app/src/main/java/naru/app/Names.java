package naru.app;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import naru.app.config.DnsSettings;
import naru.base.Metrics;
import naru.dns.Resolver;
import naru.dns.core.Upstream;
import naru.trace.Party;
import naru.trace.Span;
import naru.transport.Loops;
import naru.transport.NameResolver;

/**
 * Whom the proxy and the gateway ask for addresses: Naru's own name server for what the config says
 * something of, the host's resolver for the rest of the world. That one knows of addresses alone:
 * for services the name servers are asked that the host is configured with.
 */
final class Names implements NameResolver {
  private final NameResolver own;
  private final NameResolver host;
  private final NameResolver servers;
  private final List<String> covered;

  private Names(NameResolver own, NameResolver host, NameResolver servers, List<String> covered) {
    this.own = own;
    this.host = host;
    this.servers = servers;
    this.covered = covered;
  }

  /**
   * Names by the config.
   *
   * @param server where the own name server listens
   */
  static NameResolver of(Ground ground, DnsSettings dns, List<InetSocketAddress> server) {
    NameResolver host = NameResolver.host(ground.metrics);
    NameResolver servers =
        resolver(
                ground,
                ground.loops,
                HostServers.of(HostServers.USUAL),
                ground.metrics.labelled("servers", "host"))
            .orElse(host);
    Optional<NameResolver> own =
        resolver(ground, ground.networks.of(Party.PROXY), server, ground.metrics);
    if (own.isEmpty()) {
      return new Names(host, host, servers, List.of());
    }
    List<String> covered = new java.util.ArrayList<>();
    dns.zones().forEach(z -> covered.add(z.origin()));
    dns.forward().forEach(f -> covered.add(f.zone()));
    dns.block().forEach(b -> covered.add(stripped(b.pattern().toString())));
    return new Names(own.get(), host, servers, List.copyOf(covered));
  }

  private static Optional<NameResolver> resolver(
      Ground ground, Loops loops, List<InetSocketAddress> servers, Metrics metrics) {
    List<Upstream> upstreams = servers.stream().map(a -> new Upstream(false, a)).toList();
    return upstreams.isEmpty()
        ? Optional.empty()
        : Optional.of(Resolver.of(loops, upstreams, Resolver.Options.USUAL, ground.clock, metrics));
  }

  private static String stripped(String pattern) {
    return pattern.startsWith("*.") ? pattern.substring(2) : pattern;
  }

  @Override
  public void resolve(String name, EventLoop loop, Span span, Resolution resolution) {
    (isCovered(name.toLowerCase(Locale.ROOT)) ? own : host).resolve(name, loop, span, resolution);
  }

  @Override
  public void services(String name, EventLoop loop, Span span, Discovery discovery) {
    (isCovered(name.toLowerCase(Locale.ROOT)) ? own : servers)
        .services(name, loop, span, discovery);
  }

  private boolean isCovered(String name) {
    return covered.stream()
        .anyMatch(c -> c.equals(".") || c.isEmpty() || name.equals(c) || name.endsWith("." + c));
  }
}
