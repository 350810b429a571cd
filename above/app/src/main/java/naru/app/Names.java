package naru.app;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import naru.app.config.DnsSettings;
import naru.dns.Resolver;
import naru.dns.core.Upstream;
import naru.trace.Party;
import naru.trace.Span;
import naru.transport.NameResolver;

/**
 * Whom the proxy and the gateway ask for addresses: Naru's own name server for what the config says
 * something of, the host's resolver for the rest of the world.
 */
final class Names implements NameResolver {
  private final NameResolver own;
  private final NameResolver host;
  private final List<String> covered;

  private Names(NameResolver own, NameResolver host, List<String> covered) {
    this.own = own;
    this.host = host;
    this.covered = covered;
  }

  /**
   * Names by the config.
   *
   * @param server where the own name server listens
   */
  static NameResolver of(Ground ground, DnsSettings dns, List<InetSocketAddress> server) {
    NameResolver host = NameResolver.host(ground.metrics);
    if (server.isEmpty()) {
      return host;
    }
    List<Upstream> servers = server.stream().map(a -> new Upstream(false, a)).toList();
    Resolver own =
        Resolver.of(
            ground.networks.of(Party.PROXY),
            servers,
            Resolver.Options.USUAL,
            ground.clock,
            ground.metrics);
    List<String> covered = new java.util.ArrayList<>();
    dns.zones().forEach(z -> covered.add(z.origin()));
    dns.forward().forEach(f -> covered.add(f.zone()));
    dns.block().forEach(b -> covered.add(stripped(b.pattern().toString())));
    return new Names(own, host, List.copyOf(covered));
  }

  private static String stripped(String pattern) {
    return pattern.startsWith("*.") ? pattern.substring(2) : pattern;
  }

  @Override
  public void resolve(String name, EventLoop loop, Span span, Resolution resolution) {
    (isCovered(name.toLowerCase(Locale.ROOT)) ? own : host).resolve(name, loop, span, resolution);
  }

  private boolean isCovered(String name) {
    return covered.stream()
        .anyMatch(c -> c.equals(".") || c.isEmpty() || name.equals(c) || name.endsWith("." + c));
  }
}
