package naru.journey.gatewayapi;

import static org.assertj.core.api.Assertions.assertThat;

import naru.trace.GatewayEvent;
import naru.trace.GatewayEvent.NearMiss;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which route takes a request; each test bears the name of its conformance test. */
final class MatchingScenariosTest {
  private Junction j;

  @BeforeEach
  void open() throws Exception {
    j = new Junction();
  }

  @AfterEach
  void close() throws Exception {
    j.close();
  }

  @Test
  void httpRouteSimpleSameNamespace() throws Exception {
    j.at("- { name: all, to: v1 }").get("/").from("v1");
  }

  @Test
  void httpRouteMatching() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: one, to: v1 }
            - { name: two, match: { path: /v2/** }, to: v2 }
            - { name: header, match: { header: { version: two } }, to: v2 }
            """);
    c.get("/").from("v1");
    c.get("/example").from("v1");
    c.get("/", "Version: one").from("v1");
    c.get("/v2").from("v2");
    c.get("/v2/example").from("v2");
    c.get("/", "Version: two").from("v2");
    c.get("/v2example").from("v1");
    c.get("/foo/v2/example").from("v1");
  }

  @Test
  void httpRouteMatchingAcrossRoutes() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: part1-one, match: { host: [example.com, example.net] }, to: v1 }
            - { name: part1-two,
                match: { host: [example.com, example.net], header: { version: one } }, to: v1 }
            - { name: part2-one, match: { host: example.com, path: /v2/** }, to: v2 }
            - { name: part2-two, match: { host: example.com, header: { version: two } }, to: v2 }
            """);
    c.get("example.com/").from("v1");
    c.get("example.com/example").from("v1");
    c.get("example.net/example").from("v1");
    c.get("example.com/example", "Version: one").from("v1");
    c.get("example.com/v2").from("v2");
    c.get("example.com/v2example").from("v1");
    c.get("example.com/foo/v2/example").from("v1");
    c.get("example.com/", "Version: two").from("v2");
    c.get("example.net/", "Version: two").from("v1");
    c.get("example.org/").is(404).because("route.none");
  }

  @Test
  void httpRouteHeaderMatching() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: one, match: { header: { version: one } }, to: v1 }
            - { name: two, match: { header: { version: two } }, to: v2 }
            - { name: orange, match: { header: { version: two, color: orange } }, to: v1 }
            - { name: blue, match: { header: { color: blue } }, to: v1 }
            - { name: green, match: { header: { color: green } }, to: v1 }
            - { name: red, match: { header: { color: red } }, to: v2 }
            - { name: yellow, match: { header: { color: yellow } }, to: v2 }
            """);
    c.get("/", "Version: one").from("v1");
    c.get("/", "Version: two").from("v2");
    c.get("/", "Version: two", "Color: orange").from("v1");
    c.get("/", "Color: blue").from("v1");
    c.get("/", "Color: green").from("v1");
    c.get("/", "Color: red").from("v2");
    c.get("/", "Color: yellow").from("v2");
    c.get("/", "Color: orange").is(404);
    c.get("/", "Color: purple").is(404);
    c.get("/", "Version: one", "Color: blue").from("v1");
    c.get("/", "VERSION: two").from("v2");
    c.get("/", "Some-Other: one").is(404);
  }

  @Test
  void httpRouteQueryParamMatching() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: whale, match: { query: { animal: whale } }, to: v1 }
            - { name: dolphin, match: { query: { animal: dolphin } }, to: v2 }
            - { name: blue, match: { query: { animal: dolphin, color: blue } }, to: v3 }
            - { name: ANIMAL, match: { query: { ANIMAL: Whale } }, to: v3 }
            - { name: path, match: { path: /path1, query: { animal: whale } }, to: v2 }
            """);
    c.get("/?animal=whale").from("v1");
    c.get("/?animal=dolphin").from("v2");
    c.get("/?animal=dolphin&color=blue").from("v3");
    c.get("/?ANIMAL=Whale").from("v3");
    c.get("/?animal=whale&otherparam=irrelevant").from("v1");
    c.get("/?animal=dolphin&color=yellow").from("v2");
    c.get("/path1?animal=whale").from("v2");
    c.get("/?color=blue").is(404);
    c.get("/?animal=dog").is(404);
    c.get("/?animal=whaledolphin").is(404);
    c.get("/").is(404);
  }

  @Test
  void httpRouteMethodMatching() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: post, match: { method: POST }, to: v1 }
            - { name: get, match: { method: GET }, to: v2 }
            - { name: path1, match: { path: /path1/**, method: GET }, to: v1 }
            - { name: header, match: { method: PUT, header: { version: one } }, to: v2 }
            - { name: path2, match: { path: /path2/**, method: POST, header: { version: two } },
                to: v3 }
            - { name: path3, match: { path: /path3/** }, to: v1 }
            - { name: patch, match: { path: /path4/**, method: PATCH }, to: v1 }
            - { name: path4, match: { path: /path4/**, header: { version: three } }, to: v2 }
            """);
    c.send("POST", "/", "").from("v1");
    c.send("GET", "/", "").from("v2");
    c.send("HEAD", "/", "").is(404);
    c.send("GET", "/path1", "").from("v1");
    c.send("PUT", "/", "", "Version: one").from("v2");
    c.send("POST", "/path2", "", "Version: two").from("v3");
    c.send("DELETE", "/path3", "").from("v1");
    // The method comes before the header.
    c.send("PATCH", "/path4", "", "Version: three").from("v1");
  }

  @Test
  void httpRoutePathMatchOrder() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: exact1, match: { path: /match/exact/one }, to: v3 }
            - { name: exact2, match: { path: /match/exact }, to: v2 }
            - { name: prefix0, match: { path: /match/** }, to: v1 }
            - { name: prefix1, match: { path: /match/prefix/one/** }, to: v2 }
            - { name: prefix2, match: { path: /match/prefix/** }, to: v1 }
            - { name: regex, match: { path: { regex: "/match/p.*/nine" } }, to: v3 }
            """);
    c.get("/match/exact/one").from("v3");
    c.get("/match/exact").from("v2");
    c.get("/match").from("v1");
    c.get("/match/prefix/one/any").from("v2");
    c.get("/match/prefix/any").from("v1");
    c.get("/match/any").from("v1");
    c.get("/match/prefix/one/nine").from("v3");
  }

  @Test
  void httpRouteExactPathMatching() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: one, match: { path: /one }, to: v1 }
            - { name: two, match: { path: /two }, to: v2 }
            """);
    c.get("/one").from("v1");
    c.get("/two").from("v2");
    c.get("/").is(404);
    c.get("/one/example").is(404);
    c.get("/two/").is(404);
    c.get("/Two").is(404);
    c.get("/%6fne").from("v1");
    c.get("/x/../one").from("v1");
  }

  @Test
  void httpRouteHostnameIntersection() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: specific, match: { host: very.specific.com, path: /s1/** }, to: v1 }
            - { name: wildcard, match: { host: "*.wildcard.io", path: /s2/** }, to: v2 }
            - { name: exact, match: { host: foo.wildcard.io, path: /s2/** }, to: v3 }
            """);
    c.get("very.specific.com/s1").from("v1");
    c.get("very.specific.com/non-matching-prefix").is(404);
    c.get("foo.specific.com/s1").is(404);
    c.get("specific.com/s1").is(404);
    c.get("bar.wildcard.io/s2").from("v2");
    c.get("foo.bar.wildcard.io/s2").from("v2");
    c.get("foo.wildcard.io/s2").from("v3");
    c.get("FOO.Wildcard.IO:8080/s2").from("v3");
    c.get("wildcard.io/s2").is(404);
    c.get("foo.wildcard.io/s1").is(404);
  }

  @Test
  void httpRouteListenerPortMatching() throws Exception {
    Junction.Client other = j.at("- { name: r, match: { port: 1 }, to: v1 }");
    other.get("/").is(404);
    assertThat(j.event(GatewayEvent.NoRoute.class).missed())
        .containsExactly(new NearMiss("r", "port"));
    int free = naru.app.Stand.freePort();
    j.at("- { name: r, match: { port: [1, %d] }, to: v1 }".formatted(free)).get("/").is(404);
  }

  @Test
  void httpRouteHttpsListenerAnd421() throws Exception {
    String routes =
        """
        - { name: secure, match: { host: [example.org, other.org], scheme: https }, to: v1 }
        - { name: plain, match: { host: example.org }, redirect: https }
        """;
    Junction.Client tls = j.at(routes, "example.org");
    tls.get("example.org/").from("v1");
    tls.get("other.org/").is(421).because("route.misdirected");
    j.at(routes).get("example.org/x").is(302).to("https://example.org/x");
  }

  @Test
  void httpRouteInvalidBackendRef() throws Exception {
    // A reference to nothing is refused at load; a server that is not there is 502.
    j.at("- { name: r, to: dead }").get("/").is(502).because("tcp.refused");
    j.at("- { name: r, to: [{ upstream: v1, weight: 0 }] }")
        .get("/")
        .is(500)
        .because("route.no-backend");
  }

  @Test
  void httpRouteNamedRule() throws Exception {
    j.at(
            """
            - { name: named-rule, match: { path: /named/** }, to: v1 }
            - { name: rest, match: { header: { x-a: "1" }, query: { q: "2" } }, to: v2 }
            """)
        .get("/other")
        .is(404);
    assertThat(j.event(GatewayEvent.NoRoute.class).missed())
        .containsExactly(new NearMiss("rest", "header x-a"), new NearMiss("named-rule", "path"));
  }
}
