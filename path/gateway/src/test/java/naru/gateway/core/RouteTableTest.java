package naru.gateway.core;

import static naru.gateway.config.Matching.any;
import static naru.gateway.config.Matching.host;
import static naru.gateway.config.RouteMatch.HeaderMatch.is;
import static naru.gateway.config.RouteMatch.HeaderMatch.present;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import naru.base.IpRange;
import naru.base.Place;
import naru.gateway.change.config.Changes;
import naru.gateway.change.config.Changing;
import naru.gateway.change.config.Cors;
import naru.gateway.change.config.Origin;
import naru.gateway.config.PathPattern;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.RouteMatch.HeaderMatch;
import naru.gateway.config.TextMatch;
import naru.gateway.core.regex.Regex;
import naru.http.Exchange;
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
              RouteConfig.of("tests", host("*.test").match(), "u"),
              RouteConfig.of("naru", host("*.naru.test").match(), "u"),
              RouteConfig.of("shop", host("shop.naru.test").match(), "u"),
              RouteConfig.of("shop-api", host("shop.naru.test").path("/api/**").match(), "u"),
              RouteConfig.of("shop-v2", host("shop.naru.test").path("/api/v2/**").match(), "u"),
              RouteConfig.of("shop-one", host("shop.naru.test").path("/api/one").match(), "u"),
              RouteConfig.of(
                  "shop-post",
                  host("shop.naru.test").path("/api/**").method("POST", "PUT").match(),
                  "u"),
              RouteConfig.of(
                  "shop-beta",
                  host("shop.naru.test").path("/api/**").header(is("x-beta", "1")).match(),
                  "u"),
              RouteConfig.of(
                  "admin", host("admin.naru.test").header(present("Authorization")).match(), "u"),
              RouteConfig.of("v6", host("::1").match(), "u")));

  private static RequestHead get(String authority, String path) {
    return RequestHead.of("GET", path, authority);
  }

  private static Exchange.Client client(String from, int port) {
    return new Exchange.Client(
        new InetSocketAddress(IpRange.literal(from), 40_000),
        new InetSocketAddress(IpRange.literal("127.0.0.1"), port),
        Optional.empty());
  }

  private static Routing route(RouteTable table, RequestHead head) {
    return table.route(head, client("192.0.2.1", 8080));
  }

  private static String routeOf(RequestHead head) {
    return route(TABLE, head) instanceof Routing.Chosen c ? c.event().route() : "none";
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
    Routing.Chosen chosen = (Routing.Chosen) route(TABLE, get("shop.naru.test", "/api/x"));
    assertThat(chosen.event())
        .isEqualTo(
            new RouteChosen(
                "shop-api",
                Place.BUILT_IN,
                List.of(
                    new NearMiss("shop-beta", "header x-beta"),
                    new NearMiss("shop-post", "method"),
                    new NearMiss("shop-one", "path"),
                    new NearMiss("shop-v2", "path"))));
  }

  @Test
  void theUsualChoiceMakesNoObject() {
    RouteTable table =
        RouteTable.of(
            List.of(
                RouteConfig.of("api", host("a.test").path("/api/**").match(), "u"),
                RouteConfig.of("web", host("a.test").match(), "u")));
    Routing first = route(table, get("a.test", "/x"));
    assertThat(route(table, get("a.test", "/y"))).isSameAs(first);
    assertThat(((Routing.Chosen) first).event().missed())
        .containsExactly(new NearMiss("api", "path"));
  }

  @Test
  void aChoiceAfterNearMissesIsMadeOnceForEachOfThem() {
    RouteTable table =
        RouteTable.of(
            List.of(
                RouteConfig.of("post", host("a.test").method("POST").match(), "u"),
                RouteConfig.of("put", host("a.test").method("PUT").match(), "u"),
                RouteConfig.of("all", host("a.test").match(), "u")));
    Routing get = route(table, RequestHead.of("GET", "/", "a.test"));
    Routing put = route(table, RequestHead.of("PUT", "/", "a.test"));
    assertThat(((Routing.Chosen) get).event().missed())
        .containsExactly(new NearMiss("post", "method"), new NearMiss("put", "method"));
    assertThat(((Routing.Chosen) put).event().missed())
        .containsExactly(new NearMiss("post", "method"));
    assertThat(route(table, RequestHead.of("GET", "/", "a.test"))).isSameAs(get);
    assertThat(route(table, RequestHead.of("PUT", "/", "a.test"))).isSameAs(put);
  }

  @Test
  void noRouteTellsWhatWasMissedHereAndElsewhere() {
    RouteTable table =
        RouteTable.of(
            List.of(
                RouteConfig.of("other", host("other.test").match(), "u"),
                RouteConfig.of("get", host("a.test").path("/x").method("GET").match(), "u"),
                RouteConfig.of("two", host("a.test").path("/y", "/z/**").match(), "u")));
    Routing.None none = (Routing.None) route(table, RequestHead.of("PUT", "/x", "a.test"));
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
            .mapToObj(
                i ->
                    RouteConfig.of("r" + i, host("h" + i % 3 + ".test").path("/" + i).match(), "u"))
            .toList();
    Routing.None none = (Routing.None) route(RouteTable.of(routes), get("h0.test", "/none"));
    assertThat(none.event().missed()).hasSize(HostRoutes.MAX_MISSES);
  }

  @Test
  void manyHostsAreEachFound() {
    List<RouteConfig> routes =
        IntStream.range(0, 2000)
            .mapToObj(
                i ->
                    RouteConfig.of(
                        "r" + i, host((i % 2 == 0 ? "" : "*.") + "h" + i + ".t").match(), "u"))
            .toList();
    RouteTable table = RouteTable.of(routes);
    for (int i = 0; i < 2000; i++) {
      String name = (i % 2 == 0 ? "" : "deep.below.") + "h" + i + ".t";
      assertThat(((Routing.Chosen) route(table, get(name, "/"))).route()).isEqualTo(i);
    }
    assertThat(route(table, get("h1.t", "/"))).isInstanceOf(Routing.None.class);
  }

  @Test
  void aCookieIsAConditionOfItsOwn() {
    RouteMatch next =
        host("a.test").header(HeaderMatch.cookie("lane", new TextMatch.Is("next"))).match();
    RouteTable table =
        RouteTable.of(
            List.of(
                RouteConfig.of("web", host("a.test").match(), "u"),
                RouteConfig.of("next", next, "u")));
    RequestHead there = get("a.test", "/");
    there.fields().add("Cookie", "lane2=no; lane=next; x=y");
    assertThat(((Routing.Chosen) route(table, there)).event().route()).isEqualTo("next");
    for (String other : new String[] {"lane=nextt", "Lane=next", "xlane=next", "x=lane=next"}) {
      RequestHead elsewhere = get("a.test", "/");
      elsewhere.fields().add("Cookie", other);
      Routing.Chosen chosen = (Routing.Chosen) route(table, elsewhere);
      assertThat(chosen.event().missed()).containsExactly(new NearMiss("next", "cookie lane"));
    }
  }

  // ---- expressions, queries, clients, ports, schemes

  private static final RouteTable MORE =
      RouteTable.of(
          List.of(
              RouteConfig.of("rest", host("m.test").match(), "u"),
              RouteConfig.of("deep", host("m.test").path("/v1/shop/**").match(), "u"),
              RouteConfig.of(
                  "regex",
                  host("m.test").path(List.of(PathPattern.of(Regex.parse("/v[0-9]+/.*")))).match(),
                  "u"),
              RouteConfig.of("exact", host("m.test").path("/v1/one").match(), "u"),
              RouteConfig.of(
                  "whale", host("m.test").query(query("animal", "blue whale")).match(), "u"),
              RouteConfig.of(
                  "two",
                  host("m.test").query(query("animal", "blue whale"), query("size", "big")).match(),
                  "u"),
              RouteConfig.of(
                  "inside", host("m.test").client(IpRange.parse("10.0.0.0/8")).match(), "u"),
              RouteConfig.of("port", host("m.test").path("/p/**").port(9000).match(), "u"),
              RouteConfig.of("plain", host("m.test").path("/s/**").scheme("http").match(), "u"),
              RouteConfig.of(
                  "beta",
                  host("m.test")
                      .header(
                          new RouteMatch.HeaderMatch(
                              "x-version", new TextMatch.Covered(Regex.parse("2\\.[0-9]"))))
                      .match(),
                  "u")),
          new Asker(new ForwardingFields(List.of(IpRange.parse("127.0.0.1")))));

  private static RouteMatch.QueryMatch query(String name, String value) {
    return new RouteMatch.QueryMatch(name, new TextMatch.Is(value));
  }

  private static String more(String path, Exchange.Client client, String... fields) {
    RequestHead head = get("m.test", path);
    for (int i = 0; i < fields.length; i += 2) {
      head.fields().add(fields[i], fields[i + 1]);
    }
    return MORE.route(head, client) instanceof Routing.Chosen c ? c.event().route() : "none";
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/one, exact",
    "/v2/one, regex",
    "/v1/shop/x, regex",
    "/v/x, rest",
    "/?animal=blue+whale, whale",
    "/?animal=%62lue%20whale, whale",
    "/?a=b&animal=blue%20whale&size=big, two",
    "/?animal=red&animal=blue%20whale, rest",
    "/?animal=blue%2, rest",
    "/?animals=blue+whale, rest",
    "/?ANIMAL=blue+whale, rest",
    "/?x=animal=blue+whale, rest",
  })
  void expressionsAndQueries(String path, String route) {
    assertThat(more(path, client("192.0.2.1", 80))).isEqualTo(route);
  }

  @Test
  void clientPortAndScheme() {
    assertThat(more("/", client("10.1.2.3", 80))).isEqualTo("inside");
    assertThat(more("/", client("127.0.0.1", 80), "X-Forwarded-For", "10.1.2.3"))
        .isEqualTo("inside");
    assertThat(more("/", client("192.0.2.1", 80), "X-Forwarded-For", "10.1.2.3"))
        .as("nobody believes it")
        .isEqualTo("rest");
    assertThat(more("/p/x", client("192.0.2.1", 9000))).isEqualTo("port");
    assertThat(more("/p/x", client("192.0.2.1", 9001))).isEqualTo("rest");
    assertThat(more("/s/x", client("192.0.2.1", 80))).isEqualTo("plain");
    assertThat(more("/s/x", client("127.0.0.1", 80), "X-Forwarded-Proto", "https"))
        .isEqualTo("rest");
    assertThat(more("/s/x", client("127.0.0.1", 80), "Forwarded", "for=10.1.2.3;proto=https"))
        .isEqualTo("inside");
    assertThat(more("/s/x", client("127.0.0.1", 80), "Forwarded", "proto=http")).isEqualTo("plain");
    assertThat(more("/s/x", client("192.0.2.1", 80), "Forwarded", "proto=https"))
        .as("nobody believes it")
        .isEqualTo("plain");
    assertThat(more("/", client("192.0.2.1", 80), "X-Version", "2.7")).isEqualTo("beta");
    assertThat(more("/", client("192.0.2.1", 80), "X-Version", "2.7.1")).isEqualTo("rest");
  }

  @Test
  void aMissNamesItsPredicate() {
    Routing.Chosen rest =
        (Routing.Chosen) MORE.route(get("m.test", "/p/?animal=blue+whale"), client("::1", 1));
    assertThat(rest.event().route()).isEqualTo("whale");
    assertThat(rest.event().missed())
        .contains(
            new NearMiss("port", "port"),
            new NearMiss("beta", "header x-version"),
            new NearMiss("two", "query size"),
            new NearMiss("exact", "path"));
  }

  /** Only what a browser asks is a preflight; anything else is held to the route's methods. */
  @Test
  void aPreflightHasAnOrigin() {
    Cors cors = new Cors(List.of(new Origin("*")), List.of(), List.of(), List.of(), false, 5);
    RouteConfig plain = RouteConfig.of("gets", host("a.test").method("GET").match(), "u");
    Changes crossing = Changing.nothing().crossing(cors).changes();
    RouteConfig gets =
        new RouteConfig(
            plain.name(),
            plain.match(),
            plain.to(),
            List.of(),
            plain.guarding(),
            plain.place(),
            crossing);
    RouteTable table = RouteTable.of(List.of(gets));
    RequestHead options = RequestHead.of("OPTIONS", "/", "a.test");
    options.fields().add("Access-Control-Request-Method", "GET");
    assertThat(route(table, options)).isInstanceOf(Routing.None.class);
    options.fields().add("Origin", "https://b.test");
    assertThat(route(table, options)).isInstanceOf(Routing.Chosen.class);
  }

  /** Go, WSGI and nginx take %2F for a slash; Tomcat and Spring leave parameters out. */
  @ParameterizedTest
  @CsvSource({
    "/admin/x, false",
    "/admin/a%2Fb;v=1, false",
    "/x%2Fy;z, false",
    "/admin%2Fx, true",
    "/%2Fadmin, true",
    "/admin;x, true",
    "/;/admin/x, true",
    "/queues/%2F/x, false",
    "/open/a%2Fb, false",
    "/open%2Fx, true",
    "/open%2Fshut/x, true",
    "/open;x%2Fshut/x, true",
    "/open/shut;x%2F..x, true",
    "/open/;x%2Fshut/x, true",
    "/x;y%2Fadmin, false",
    "/;y%2Fadmin, true",
    "/admin%3Bx, true",
    "/%3Bx/admin, true",
    "/admin%3Bx%2Fy, true",
    "/x%3By, false",
    "/admin/x%3By, false",
    "/%40me, true",
    "/%40you, false"
  })
  void aPathThatServersMayReadAsAnotherRoutesIsAmbiguous(String path, boolean ambiguous) {
    RouteTable table =
        RouteTable.of(
            List.of(
                RouteConfig.of("rest", RouteMatch.ANY, "u"),
                RouteConfig.of("me", any().path("/@me").match(), "u"),
                RouteConfig.of("admin", any().path("/admin/**").match(), "u"),
                RouteConfig.of("queues", any().path("/queues/%2F/**").match(), "u"),
                RouteConfig.of("open", any().path("/open/**").match(), "u"),
                RouteConfig.of("shut", any().path("/open/shut/**").match(), "u")));

    assertThat(table.isAmbiguous(get("a.test", path), client("192.0.2.1", 8080)))
        .isEqualTo(ambiguous);
  }

  /** Jakarta Servlet 6.1, section 7.1.3. */
  @ParameterizedTest
  @CsvSource({
    "/login;jsessionid=1, login",
    "/login;jsessionid=1?next=/a;b, login",
    "/;jsessionid=1, rest",
    "/admin;jsessionid=1, admin",
    "/admin/;jsessionid=1, admin",
    "/admin/login;jsessionid=1, admin",
    "/x/;jsessionid=1, rest",
    "/login;jsessionid=1/x, rest",
    "/login/;jsessionid=1/, rest",
    "/admin;jsessionid=1/x, 400",
    "/login;x;jsessionid=1, 400",
    "/login;jsessionid=1;x, 400",
    "/login;jsessionid=%2Fx, 400",
    "/login;jsessionid=, 400",
    "/login%3Bjsessionid=1, 400",
    "/login;x, 400",
    "/admin;x;jsessionid=1, 400",
    "/admin%2Fx;jsessionid=1, 400",
    "/;/admin;jsessionid=1, 400",
    "/login;jsessionid=known, known"
  })
  void aSessionOfAServerOfJavaLeadsWhereThePathLeads(String path, String expected) {
    RouteTable table =
        RouteTable.of(
            List.of(
                RouteConfig.of("rest", RouteMatch.ANY, "u"),
                RouteConfig.of("admin", any().path("/admin/**").match(), "u"),
                RouteConfig.of("login", any().path("/login").match(), "u"),
                RouteConfig.of("known", any().path("/login;jsessionid=known").match(), "u")));
    RequestHead head = get("a.test", path);
    RequestHead seen = table.seen(head, client("192.0.2.1", 8080));

    assertThat(head.path()).isEqualTo(path);
    if (table.isAmbiguous(seen, client("192.0.2.1", 8080))) {
      assertThat(expected).isEqualTo("400");
    } else {
      assertThat(route(table, seen))
          .isInstanceOfSatisfying(
              Routing.Chosen.class, c -> assertThat(c.event().route()).isEqualTo(expected));
    }
  }
}
