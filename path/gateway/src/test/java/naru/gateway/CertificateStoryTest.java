package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import naru.base.Place;
import naru.gateway.change.config.Changes;
import naru.gateway.change.config.Changing;
import naru.gateway.change.config.HeaderChange;
import naru.gateway.config.Destination;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.guard.config.Guarding;
import naru.http.Stop;
import naru.transport.ClientCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What servers are told of a client's certificate, and that their answers are its own then. */
class CertificateStoryTest {
  private static final ClientCertificate ALICE =
      new ClientCertificate("CN=alice", "alice", List.of(), "00", ":AA==:");

  private final Town town = new Town();

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  private static RouteConfig route(HeaderChange request) {
    Changes changes = Changing.nothing().telling(request).changes();
    Destination shop = new Destination.ToUpstream("shop");
    return new RouteConfig(
        "web", RouteMatch.ANY, shop, List.of(), Guarding.NONE, Place.BUILT_IN, changes);
  }

  private static HeaderChange setting(String value) {
    return new HeaderChange(List.of(HeaderChange.Line.of("X-Who", value)), List.of(), List.of());
  }

  /** What a cache behind the route would see. */
  private String cacheSees(RouteConfig route, boolean tells, Optional<ClientCertificate> client)
      throws Exception {
    UpstreamConfig shop = UpstreamConfig.of("shop", town.nobody());
    Gateway gateway =
        town.gateway(GatewayConfig.of(List.of(shop), List.of(route)).tellingCertificate(tells));
    Gateway.Stops stops = gateway.stops(Town.says(""));
    Stop cache =
        x -> Town.says("authorized=" + x.isAuthorized() + "\n" + x.request().fields()).enter(x);
    InetSocketAddress at = town.listenTo(client, stops.route(), stops.guard(), cache);
    return Town.get(at, "a.test", "/", "Client-Cert: :forged:", "Client-Cert-Chain: :forged:");
  }

  @Test
  void whatDependsOnACertificateIsNotForAll() throws Exception {
    RouteConfig plain = route(HeaderChange.NONE);
    assertThat(cacheSees(plain, false, Optional.of(ALICE))).contains("authorized=false");
    RouteConfig other = route(setting("${client} ${trace}"));
    assertThat(cacheSees(other, false, Optional.of(ALICE))).contains("authorized=false");
    RouteConfig telling = route(setting("who=${certificate.cn}"));
    assertThat(cacheSees(telling, false, Optional.of(ALICE))).contains("authorized=true");
    assertThat(cacheSees(telling, false, Optional.empty()))
        .as("that there was none is told, too")
        .contains("authorized=true");
  }

  /** RFC 9440 section 2.4: answers may vary by it, so a cache must see what servers will see. */
  @Test
  void rfc9440_section2_4_aCacheSeesWhatServersAreTold() throws Exception {
    RouteConfig plain = route(HeaderChange.NONE);
    assertThat(cacheSees(plain, true, Optional.of(ALICE)))
        .contains("authorized=true", "Client-Cert: :AA==:\n")
        .doesNotContain("forged");
    assertThat(cacheSees(plain, true, Optional.empty()))
        .contains("authorized=false")
        .doesNotContain("Client-Cert", "forged");
  }

  @Test
  void aWayOfASplitThatTellsCounts() throws Exception {
    Destination split =
        new Destination.Split(
            List.of(
                new Destination.Arm("shop", 1, setting("${certificate.san}"), HeaderChange.NONE)));
    RouteConfig route =
        new RouteConfig("web", RouteMatch.ANY, split, List.of(), Guarding.NONE, Place.BUILT_IN);
    assertThat(cacheSees(route, false, Optional.empty())).contains("authorized=true");
  }

  @Test
  void theServerHearsOfItOnce() throws Exception {
    UpstreamConfig shop = UpstreamConfig.of("shop", town.backend(Town.echo()).endpoint());
    Gateway gateway =
        town.gateway(
            GatewayConfig.of(List.of(shop), List.of(route(HeaderChange.NONE)))
                .tellingCertificate(true));
    Gateway.Stops s = gateway.stops(Town.says(""));
    InetSocketAddress at =
        town.listenTo(
            Optional.of(ALICE), s.route(), s.guard(), s.change(), s.balance(), s.upstream());
    assertThat(Town.get(at, "a.test", "/", "Client-Cert: :forged:"))
        .containsOnlyOnce("Client-Cert: :AA==:\n")
        .doesNotContain("forged");
  }
}
