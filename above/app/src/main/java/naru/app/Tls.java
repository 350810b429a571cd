package naru.app;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import naru.app.config.Config;
import naru.forward.core.Policy;
import naru.trace.Party;
import naru.transport.ClientTls;
import naru.transport.ClientTlsByTerms;
import naru.transport.ServerTls;

/**
 * TLS with Naru's own certificates, and to servers. The listeners of the gateway, which have
 * certificates of others, are {@link Reception}'s. It lasts over reloads, so that sessions do.
 */
final class Tls {
  private static final List<String> ALPN = List.of("http/1.1");

  /** What listeners offer; a proxy's clients CONNECT, which takes a connection of HTTP/1.1. */
  private static final List<String> SERVED = List.of("h2", "http/1.1");

  private final Ground ground;
  private final Inspecting inspecting = new Inspecting();
  private final ClientTlsByTerms ofClients = new ClientTlsByTerms();
  private final ServerTls own;
  private final ServerTls ofProxy;
  private final ServerTls inspected;
  private volatile Config served;
  private volatile Function<InetAddress, String> nameWithoutSni;

  Tls(Ground ground, Config config) {
    this.ground = ground;
    this.served = config;
    this.nameWithoutSni = Reception.nameWithoutSni(config);
    this.own = listening(SERVED, "listeners");
    this.ofProxy = listening(ALPN, "proxy-listeners");
    this.inspected =
        ServerTls.of(
            ground.authority.certificates(Party.PROXY, inspecting::covers),
            ALPN,
            "",
            ground.metrics.labelled("at", "inspection"));
    if (config.trace().secrets()) {
      own.tellingSecrets();
      ofProxy.tellingSecrets();
      inspected.tellingSecrets();
    }
  }

  private ServerTls listening(List<String> alpn, String label) {
    return ServerTls.of(
        Reception.certificates(ground, () -> served),
        alpn,
        called -> nameWithoutSni.apply(called),
        ground.metrics.labelled("at", label));
  }

  /** This config is in force, and with it the policy of the proxy. */
  void settle(Config config, Policy policy) {
    inspecting.by(policy);
    served = config;
    nameWithoutSni = Reception.nameWithoutSni(config);
  }

  /** Of the listeners of the origin and the admin API. */
  ServerTls own() {
    return own;
  }

  /** Of the proxy's listeners, whose clients CONNECT. */
  ServerTls ofProxy() {
    return ofProxy;
  }

  /** Of the connections that the proxy looks into. */
  ServerTls inspected() {
    return inspected;
  }

  /** What Naru says as a client, by what the other side asks for. */
  ClientTlsByTerms ofClients() {
    return ofClients;
  }

  /** To servers of others, that Naru asks for itself or for a client of the proxy. */
  ClientTls toServers() {
    return ofClients.of(List.of(ground.authority.rootCertificate()), true, ALPN, Optional.empty());
  }
}
