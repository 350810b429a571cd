package naru.gateway.core;

import static naru.gateway.config.RouteMatch.HeaderMatch.is;
import static naru.gateway.config.RouteMatch.HeaderMatch.present;
import static naru.gateway.config.RouteMatch.host;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import naru.base.Place;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.http.RequestHead;
import naru.trace.GatewayEvent.NearMiss;
import naru.trace.GatewayEvent.RouteChosen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
  private static final RouteTable TABLE =
      RouteTable.of(
          List.of(
              RouteConfig.of("any", RouteMatch.ANY, "u"),
              RouteConfig.of("tests", host("*.test"), "u"),
              RouteConfig.of("naru", host("*.naru.test"), "u"),
              RouteConfig.of("shop", host("shop.naru.test"), "u"),
              RouteConfig.of("shop-api", host("shop.naru.test").path("/api/**"), "u"),
              RouteConfig.of("shop-v2", host("shop.naru.test").path("/api/v2/**"), "u"),
              RouteConfig.of("shop-one", host("shop.naru.test").path("/api/one"), "u"),
              RouteConfig.of(
                  "shop-post", host("shop.naru.test").path("/api/**").method("POST", "PUT"), "u"),
              RouteConfig.of(
                  "shop-beta",
                  host("shop.naru.test").path("/api/**").header(is("x-beta", "1")),
                  "u"),
              RouteConfig.of(
                  "admin", host("admin.naru.test").header(present("Authorization")), "u"),
              RouteConfig.of("v6", host("::1"), "u")));

  private static RequestHead get(String authority, String path) {
    return RequestHead.of("GET", path, authority);
  }

  private static String routeOf(RequestHead head) {
    return TABLE.route(head) instanceof Routing.Chosen c ? c.event().route() : "none";
  }

  @ParameterizedTest
  @CsvSource({
    "shop.naru.test, /, shop",
    "SHOP.Naru.TEST:8080, /, shop",
    "shop.naru.test., /, shop",
    "shop.naru.test, /api, shop-api",
    "shop.naru.test, /api/, shop-api",
    "shop.naru.test, /api/x?y=/api/v2/, shop-api",
    "shop.naru.test, /apix, shop",
    "shop.naru.test, /API/x, shop",
    "shop.naru.test, /api/v2/x, shop-v2",
    "shop.naru.test, /api/one, shop-one",
    "shop.naru.test, /api/one?a=b, shop-one",
    "shop.naru.test, /api/one/, shop-api",
    "x.naru.test, /api, naru",
    "a.b.naru.test, /, naru",
    "xshop.naru.test, /, naru",
    "naru.test, /, tests",
    "xnaru.test, /, tests",
    "test, /, any",
    "127.0.0.1:80, /, any",
    "[::1]:80, /, v6",
  })
  void theMostSpecificRouteWins(String authority, String path, String route) {
    assertThat(routeOf(get(authority, path))).isEqualTo(route);
  }

  @Test
  void aRouteWithMethodsComesBeforeOneWithHeadersBeforeOneWithout() {
    RequestHead both = RequestHead.of("POST", "/api/x", "shop.naru.test");
    both.fields().add("X-Beta", "1");
    assertThat(routeOf(both)).isEqualTo("shop-post");
    RequestHead beta = get("shop.naru.test", "/api/x");
    beta.fields().add("X-BETA", "1");
    assertThat(routeOf(beta)).isEqualTo("shop-beta");
    RequestHead other = get("shop.naru.test", "/api/x");
    other.fields().add("x-beta", "11");
    assertThat(routeOf(other)).isEqualTo("shop-api");
    assertThat(routeOf(RequestHead.of("post", "/api/x", "shop.naru.test"))).isEqualTo("shop-api");
  }

  @Test
  void aHeaderMayStandInAnyOfSeveralLines() {
    RequestHead head = get("shop.naru.test", "/api/x");
    head.fields().add("x-beta", "0");
    head.fields().add("x-beta", "1");
    assertThat(routeOf(head)).isEqualTo("shop-beta");
  }

  @Test
  void aFieldWithANumberIsFoundToo() {
    assertThat(routeOf(get("admin.naru.test", "/"))).isEqualTo("naru");
    RequestHead head = get("admin.naru.test", "/");
    head.fields().add("authorization", "Basic eA==");
    assertThat(routeOf(head)).isEqualTo("admin");
  }

  @Test
  void aChoiceNamesTheRoutesLookedAtBeforeTheNearestFirst() {
    Routing.Chosen chosen = (Routing.Chosen) TABLE.route(get("shop.naru.test", "/api/x"));
    assertThat(chosen.event())
        .isEqualTo(
            new RouteChosen(
                "shop-api",
                Place.BUILT_IN,
                List.of(
                    new NearMiss("shop-beta", "header"),
                    new NearMiss("shop-post", "method"),
                    new NearMiss("shop-one", "path"),
                    new NearMiss("shop-v2", "path"))));
  }

  @Test
  void theUsualChoiceMakesNoObject() {
    RouteTable table =
        RouteTable.of(
            List.of(
                RouteConfig.of("api", host("a.test").path("/api/**"), "u"),
                RouteConfig.of("web", host("a.test"), "u")));
    Routing first = table.route(get("a.test", "/x"));
    assertThat(table.route(get("a.test", "/y"))).isSameAs(first);
    assertThat(((Routing.Chosen) first).event().missed())
        .containsExactly(new NearMiss("api", "path"));
  }

  @Test
  void aChoiceAfterNearMissesIsMadeOnceForEachOfThem() {
    RouteTable table =
        RouteTable.of(
            List.of(
                RouteConfig.of("post", host("a.test").method("POST"), "u"),
                RouteConfig.of("put", host("a.test").method("PUT"), "u"),
                RouteConfig.of("all", host("a.test"), "u")));
    Routing get = table.route(RequestHead.of("GET", "/", "a.test"));
    Routing put = table.route(RequestHead.of("PUT", "/", "a.test"));
    assertThat(((Routing.Chosen) get).event().missed())
        .containsExactly(new NearMiss("post", "method"), new NearMiss("put", "method"));
    assertThat(((Routing.Chosen) put).event().missed())
        .containsExactly(new NearMiss("post", "method"));
    assertThat(table.route(RequestHead.of("GET", "/", "a.test"))).isSameAs(get);
    assertThat(table.route(RequestHead.of("PUT", "/", "a.test"))).isSameAs(put);
  }

  @Test
  void noRouteTellsWhatWasMissedHereAndElsewhere() {
    RouteTable table =
        RouteTable.of(
            List.of(
                RouteConfig.of("other", host("other.test"), "u"),
                RouteConfig.of("get", host("a.test").path("/x").method("GET"), "u"),
                RouteConfig.of("two", host("a.test").path("/y", "/z/**"), "u")));
    Routing.None none = (Routing.None) table.route(RequestHead.of("PUT", "/x", "a.test"));
    assertThat(none.event().missed())
        .containsExactly(
            new NearMiss("get", "method"),
            new NearMiss("two", "path"),
            new NearMiss("other", "host"));
  }

  @Test
  void nearMissesAreBounded() {
    List<RouteConfig> routes =
        IntStream.range(0, 100)
            .mapToObj(i -> RouteConfig.of("r" + i, host("h" + i % 3 + ".test").path("/" + i), "u"))
            .toList();
    Routing.None none = (Routing.None) RouteTable.of(routes).route(get("h0.test", "/none"));
    assertThat(none.event().missed()).hasSize(HostRoutes.MAX_MISSES);
  }

  @Test
  void manyHostsAreEachFound() {
    List<RouteConfig> routes =
        IntStream.range(0, 2000)
            .mapToObj(
                i -> RouteConfig.of("r" + i, host((i % 2 == 0 ? "" : "*.") + "h" + i + ".t"), "u"))
            .toList();
    RouteTable table = RouteTable.of(routes);
    for (int i = 0; i < 2000; i++) {
      String name = (i % 2 == 0 ? "" : "deep.below.") + "h" + i + ".t";
      assertThat(((Routing.Chosen) table.route(get(name, "/"))).route()).isEqualTo(i);
    }
    assertThat(table.route(get("h1.t", "/"))).isInstanceOf(Routing.None.class);
  }
}
