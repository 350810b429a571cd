package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import naru.base.Place;
import naru.gateway.change.config.Changes;
import naru.gateway.change.config.Changing;
import naru.gateway.change.config.PathChange;
import naru.gateway.change.config.Rewrite;
import naru.gateway.config.Destination;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.Matching;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.guard.config.Guarding;
import naru.http.Field;
import naru.http.ResponseHead;
import naru.http.Stop;
import naru.trace.ChangeEvent;
import naru.trace.Entry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that are asked below another prefix, or as another host, than the client asked. */
class RewriteStoryTest {
  private static final Place LINE = new Place("naru.yaml", 9, 5);

  private final Town town = new Town();

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  /** Redirects to where a login is, and says what it was asked. */
  private static Stop login(String location) {
    return x -> {
      ResponseHead head = x.response(302);
      head.fields().add(Field.LOCATION, location);
      x.answer(head, ByteBufUtil.writeUtf8(x.alloc(), x.request().toString()));
    };
  }

  private InetSocketAddress serve(Stop server, Destination to, Rewrite rewrite) {
    UpstreamConfig shop = UpstreamConfig.of("shop", town.backend(server).endpoint());
    Changes changes = Changing.nothing().rewriting(rewrite).changes();
    RouteMatch match = Matching.host("a.test").path("/shop/**").match();
    RouteConfig route = new RouteConfig("web", match, to, List.of(), Guarding.NONE, LINE, changes);
    Gateway gateway = town.gateway(GatewayConfig.of(List.of(shop), List.of(route)));
    Gateway.Stops stops = gateway.stops(Town.echo());
    return town.listen(
        stops.route(), stops.guard(), stops.change(), stops.balance(), stops.upstream());
  }

  private static Rewrite stripped(boolean redirects) {
    return new Rewrite(Optional.empty(), Optional.of(new PathChange.Prefix("/")), redirects);
  }

  private static final Destination SHOP = new Destination.ToUpstream("shop");

  @Test
  void aRedirectOfTheServerLeadsBackAndTheServerHearsOfThePrefix() throws Exception {
    InetSocketAddress at = serve(login("/login?from=/x"), SHOP, stripped(true));
    assertThat(Town.get(at, "a.test", "/shop/x", "X-Forwarded-Prefix: /forged"))
        .contains("Location: /shop/login?from=/x\r\n", "GET /x\n", "X-Forwarded-Prefix: /shop\n")
        .doesNotContain("forged");
    assertThat(town.span(ChangeEvent.LedBack.class::isInstance).entries())
        .extracting(Entry::event)
        .contains(new ChangeEvent.LedBack("/login?from=/x", "/shop/login?from=/x", LINE));
  }

  @Test
  void unlessTheServerKnowsItselfOrTheRouteSaysNo() throws Exception {
    InetSocketAddress knowing = serve(login("/shop/login"), SHOP, stripped(true));
    assertThat(Town.get(knowing, "a.test", "/shop/x")).contains("Location: /shop/login\r\n");
    InetSocketAddress left = serve(login("/login"), SHOP, stripped(false));
    assertThat(Town.get(left, "a.test", "/shop/x")).contains("Location: /login\r\n");
  }

  @Test
  void aServerThatIsAskedAsAnotherHostIsNotShownToTheClient() throws Exception {
    Rewrite renamed = new Rewrite(Optional.of("in.test"), Optional.empty(), true);
    InetSocketAddress at = serve(login("https://in.test/shop/login"), SHOP, renamed);
    assertThat(Town.get(at, "a.test", "/shop/x"))
        .contains("Location: http://a.test/shop/login\r\n", "Host: in.test\n");
  }

  @Test
  void theOriginInThisProcessIsAskedForTheOtherPathToo() throws Exception {
    InetSocketAddress at = serve(Town.echo(), new Destination.ToOrigin(), stripped(true));
    assertThat(Town.get(at, "a.test", "/shop/x?y")).contains("GET /x?y\n");
  }
}
