package naru.journey.gatewayapi;

import static org.assertj.core.api.Assertions.assertThat;

import naru.gateway.Explanation;
import naru.gateway.Gateway;
import naru.trace.ChangeEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route changes on the way; each test bears the name of its conformance test. */
final class FilterScenariosTest {
  private Junction j;

  @BeforeEach
  void open() throws Exception {
    j = new Junction();
  }

  @AfterEach
  void close() throws Exception {
    j.close();
  }

  // ---- redirects

  @Test
  void httpRouteRedirectScheme() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: s, match: { path: /scheme/** }, redirect: { scheme: https } }
            - { name: h, match: { path: /both/** },
                redirect: { scheme: https, host: example.org, status: 301 } }
            """);
    c.get("a.test/scheme/x?y=z").is(302).to("https://a.test/scheme/x?y=z");
    c.get("a.test:8080/both").is(301).to("https://example.org/both");
    assertThat(j.event(ChangeEvent.Redirected.class).location())
        .isEqualTo("https://a.test/scheme/x?y=z");
  }

  /** {@code OPTIONS *} is about the server, whose URI has no path: RFC 9112 section 3.3. */
  @Test
  void aRedirectOfTheServerAsAWhole() throws Exception {
    Junction.Client c = j.at("- { name: s, redirect: { scheme: https, path: /new } }");
    c.raw("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a.test:8080\r\nConnection: close\r\n\r\n")
        .is(302)
        .to("https://a.test");
  }

  @Test
  void httpRouteRedirectHostAndStatus() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: host, match: { path: /hostname-redirect/** }, redirect: { host: example.org } }
            - { name: both, match: { path: /host-and-status/** },
                redirect: { host: example.org, status: 301 } }
            """);
    c.get("a.test/hostname-redirect").is(302).to("http://example.org/hostname-redirect");
    c.get("a.test/host-and-status").is(301).to("http://example.org/host-and-status");
  }

  @Test
  void httpRouteRedirectPort() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: port, match: { path: /port/** }, redirect: { port: 8083 } }
            - { name: host, match: { path: /port-and-host/** },
                redirect: { host: example.org, port: 8083 } }
            - { name: status, match: { path: /port-and-status/** },
                redirect: { port: 8083, status: 301 } }
            """);
    c.get("a.test/port").is(302).to("http://a.test:8083/port");
    c.get("a.test:1/port-and-host").is(302).to("http://example.org:8083/port-and-host");
    c.get("a.test/port-and-status").is(301).to("http://a.test:8083/port-and-status");
  }

  @Test
  void httpRouteRedirectPortAndScheme() throws Exception {
    String routes =
        """
        - { name: a, match: { path: /scheme-nil-port-80/** }, redirect: { port: 80 } }
        - { name: b, match: { path: /scheme-https-port-443/** },
            redirect: { scheme: https, port: 443 } }
        - { name: c, match: { path: /scheme-https-port-8443/** },
            redirect: { scheme: https, port: 8443 } }
        - { name: d, match: { path: /scheme-http/** }, redirect: { scheme: http } }
        - { name: e, match: { path: /host-nil/** }, redirect: { host: example.org } }
        """;
    Junction.Client plain = j.at(routes);
    plain.get("a.test:8080/scheme-nil-port-80").to("http://a.test/scheme-nil-port-80");
    plain.get("a.test:8080/scheme-https-port-443").to("https://a.test/scheme-https-port-443");
    plain.get("a.test/scheme-https-port-8443").to("https://a.test:8443/scheme-https-port-8443");
    plain.get("a.test:8080/host-nil").to("http://example.org:8080/host-nil");
    Junction.Client secure = j.at(routes, "a.test");
    secure.get("a.test:8443/scheme-http").to("http://a.test/scheme-http");
    secure.get("a.test/host-nil").to("https://example.org/host-nil");
  }

  @Test
  void httpRouteRedirectPath() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: prefix, match: { path: /original-prefix/** },
                redirect: { prefix: /replacement-prefix } }
            - { name: full, match: { path: /full/** },
                redirect: { path: /full-path-replacement } }
            - { name: host, match: { path: /path-and-host/** },
                redirect: { host: example.org, prefix: /replacement-prefix } }
            - { name: strip, match: { path: /strip/** }, redirect: { prefix: / , status: 301 } }
            - { name: regex, match: { path: /old/** },
                redirect: { regex: "/old/([0-9]+)", with: "/new?id=$1" } }
            """);
    c.get("a.test/original-prefix/lemon").to("http://a.test/replacement-prefix/lemon");
    c.get("a.test/full/path/original").to("http://a.test/full-path-replacement");
    c.get("a.test/path-and-host/lemon").to("http://example.org/replacement-prefix/lemon");
    c.get("a.test/strip/a?b").is(301).to("http://a.test/a?b");
    c.get("a.test/strip").to("http://a.test/");
    c.get("a.test/strip//evil.test/").to("http://a.test/evil.test/");
    c.get("a.test/old/42").to("http://a.test/new?id=42");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void httpRoute303And307And308Redirect(int status) throws Exception {
    j.at("- { name: r, redirect: { scheme: https, status: %d } }".formatted(status))
        .send("POST", "a.test/x", "body")
        .is(status)
        .to("https://a.test/x");
  }

  // ---- rewrites

  @Test
  void httpRouteRewritePath() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: one, match: { path: /prefix/one/** }, rewrite: { prefix: /one }, to: v1 }
            - { name: strip, match: { path: /strip-prefix/** }, rewrite: { prefix: / }, to: v1 }
            - { name: full, match: { path: /full/one/** }, rewrite: { path: /one }, to: v2 }
            - { name: rewritten,
                match: { path: /full/rewrite-path-and-modify-headers/** },
                rewrite: { path: /test },
                request-headers: { set: { X-Header-Set: set-overwrites-values }, add: { X-Add: v },
                                   remove: X-Header-Remove }, to: v1 }
            - { name: regex, match: { path: { regex: "/u/[0-9]+" } },
                rewrite: { regex: "/u/([0-9]+)", with: "/users/$1" }, to: v3 }
            """);
    c.get("/prefix/one/two?q").from("v1").asked("GET /one/two?q");
    c.get("/strip-prefix/three").from("v1").asked("GET /three");
    c.get("/strip-prefix").from("v1").asked("GET /");
    c.get("/full/one/two?q=1").from("v2").asked("GET /one?q=1");
    c.get("/full/rewrite-path-and-modify-headers/test", "X-Header-Remove: x", "X-Header-Set: y")
        .from("v1")
        .asked("GET /test")
        .asked("X-Header-Set: set-overwrites-values")
        .asked("X-Add: v")
        .notAsked("X-Header-Remove:");
    c.get("/u/17").from("v3").asked("GET /users/17");
  }

  @Test
  void httpRouteRewriteHost() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: one, match: { host: rewrite.example, path: /one/** },
                rewrite: { host: one.example.org }, to: v1 }
            - { name: two, match: { host: rewrite.example },
                rewrite: { host: "two.example.org:81" }, to: v2 }
            """);
    c.get("rewrite.example/one")
        .from("v1")
        .asked("Host: one.example.org")
        .asked("X-Forwarded-Host: rewrite.example");
    c.get("rewrite.example/two").from("v2").asked("Host: two.example.org:81");
    ChangeEvent.Rewritten event = j.event(ChangeEvent.Rewritten.class);
    assertThat(event.host() + event.path()).isEqualTo("one.example.org/one");
  }

  // ---- fields

  @Test
  void httpRouteRequestHeaderModifier() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: set, match: { path: /set/** },
                request-headers: { set: { X-Header-Set: set-overwrites-values } }, to: v1 }
            - { name: add, match: { path: /add/** },
                request-headers: { add: { X-Header-Add: add-appends-values } }, to: v1 }
            - { name: remove, match: { path: /remove/** },
                request-headers: { remove: [X-Header-Remove, user-agent] }, to: v1 }
            - { name: gaps, match: { path: /gaps/** },
                request-headers: { set: { X-Who: "${client} ${method} ${path} ${scheme} ${host}",
                                          X-Forwarded-Proto: https, X-Route: "${route}" } },
                to: v1 }
            """);
    c.get("/set", "x-header-set: old").from("v1").asked("X-Header-Set: set-overwrites-values");
    c.get("/set", "x-header-set: old").notAsked("x-header-set: old");
    c.get("/add", "X-Header-Add: first")
        .from("v1")
        .asked("X-Header-Add: first")
        .asked("X-Header-Add: add-appends-values");
    c.get("/remove", "x-header-remove: a", "User-Agent: b")
        .from("v1")
        .notAsked("x-header-remove:")
        .notAsked("user-agent:");
    c.get("a.test/gaps")
        .from("v1")
        .asked("X-Who: 127.0.0.1 GET /gaps http a.test")
        .asked("X-Forwarded-Proto: https")
        .notAsked("X-Forwarded-Proto: http\n")
        .asked("X-Route: gaps");
  }

  @Test
  void httpRouteResponseHeaderModifier() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: r, to: v1,
                response-headers: { set: { X-Header-Set: set-overwrites-values },
                                    add: { X-Header-Add: added, X-Trace: "${trace}" },
                                    remove: [X-Header-Remove] } }
            """);
    Answer answer =
        c.get("/?set=X-Header-Set:old&X-Header-Add:first&X-Header-Remove:gone").from("v1");
    answer.has("X-Header-Set", "set-overwrites-values");
    answer.has("X-Header-Add", "first, added");
    answer.hasNo("X-Header-Remove");
    assertThat(answer.field("X-Trace")).matches("[0-9a-f]{32}");
  }

  @Test
  void httpRouteBackendRequestHeaderModifier() throws Exception {
    Junction.Client c =
        j.at(
            """
            - name: r
              to:
                - { upstream: v1, weight: 0 }
                - { upstream: v2, request-headers: { set: { X-Way: two } },
                    response-headers: { set: { X-Came: back } } }
            """);
    c.get("/", "X-Way: one").from("v2").asked("X-Way: two").has("X-Came", "back");
    assertThat(j.event(ChangeEvent.SplitChosen.class))
        .extracting(ChangeEvent.SplitChosen::upstream, ChangeEvent.SplitChosen::total)
        .containsExactly("v2", 1);
  }

  // ---- answers

  @Test
  void aDirectAnswer() throws Exception {
    Junction.Client c =
        j.at(
            """
            - { name: gone, match: { path: /gone/** }, respond: 410 }
            - { name: robots, match: { path: /robots.txt },
                respond: { headers: { X-By: "${host}" }, body: "User-agent: *\\nDisallow: /\\n" } }
            - { name: rest, to: v1 }
            """);
    c.get("/gone/x").is(410).has("Content-Length", "0");
    c.get("a.test/robots.txt")
        .is(200)
        .has("Content-Type", "text/plain; charset=utf-8")
        .has("X-By", "a.test")
        .asked("Disallow: /");
    c.send("HEAD", "/robots.txt", "").is(200).has("Content-Length", "26");
    c.get("/").from("v1");
    assertThat(j.event(ChangeEvent.Answered.class).status()).isEqualTo(410);
  }

  // ---- CORS

  @Test
  void httpRouteCors() throws Exception {
    Junction.Client c =
        j.at(
            """
            - name: cors
              match: { method: [GET, PUT] }
              cors: { origins: ["https://www.foo.com", "https://*.bar.com"], methods: [GET, PUT],
                      headers: [x-header-1, x-header-2], expose: [x-exposed], max-age: 1h,
                      credentials: true }
              to: v1
            """);
    Answer allowed =
        c.send(
            "OPTIONS",
            "/",
            "",
            "Origin: https://www.foo.com",
            "Access-Control-Request-Method: PUT",
            "Access-Control-Request-Headers: x-header-1");
    allowed
        .is(204)
        .has("Access-Control-Allow-Origin", "https://www.foo.com")
        .has("Access-Control-Allow-Methods", "GET, PUT")
        .has("Access-Control-Allow-Headers", "x-header-1, x-header-2")
        .has("Access-Control-Max-Age", "3600")
        .has("Access-Control-Allow-Credentials", "true")
        .has("Vary", "Origin");
    c.send("OPTIONS", "/", "", "Origin: https://evil.com", "Access-Control-Request-Method: PUT")
        .is(204)
        .hasNo("Access-Control-Allow-Origin");
    c.send("OPTIONS", "/", "", "Origin: https://www.foo.com").is(404);
    c.get("/?set=Access-Control-Allow-Origin:*", "Origin: https://a.bar.com")
        .from("v1")
        .has("Access-Control-Allow-Origin", "https://a.bar.com")
        .has("Access-Control-Expose-Headers", "x-exposed");
    c.get("/?set=Access-Control-Allow-Origin:*", "Origin: https://evil.com")
        .from("v1")
        .hasNo("Access-Control-Allow-Origin")
        .has("Vary", "Origin");
    c.get("/").from("v1").hasNo("Access-Control-Allow-Origin");
  }

  @Test
  void httpRouteCorsAllowsAnySite() throws Exception {
    Junction.Client c =
        j.at("- { name: r, cors: { origins: '*', methods: '*', headers: '*' }, to: v1 }");
    c.send(
            "OPTIONS",
            "/",
            "",
            "Origin: https://a.test",
            "Access-Control-Request-Method: DELETE",
            "Access-Control-Request-Headers: x-any")
        .is(204)
        .has("Access-Control-Allow-Origin", "*")
        .has("Access-Control-Allow-Methods", "DELETE")
        .has("Access-Control-Allow-Headers", "x-any");
    c.get("/", "Origin: https://a.test").from("v1").has("Access-Control-Allow-Origin", "*");
  }

  /** A page must be able to read why it failed. */
  @Test
  void whatNaruAnswersItselfIsForThePageToo() throws Exception {
    Junction.Client c =
        j.at(
            "- { name: r, cors: https://a.test, response-headers: { set: { X-Own: v } }, to: dead"
                + " }");
    c.get("/", "Origin: https://a.test")
        .is(502)
        .has("Access-Control-Allow-Origin", "https://a.test")
        .has("X-Own", "v");
  }

  // ---- the dry run

  @Test
  void aDryRunTellsOfEachWay() {
    Gateway gateway =
        j.gateway(
            """
            - { name: redirect, match: { path: /r/** }, redirect: https }
            - { name: answer, match: { path: /a/** }, respond: 410 }
            - { name: split, match: { path: /s/** }, to: [v1, { upstream: v2, weight: 3 }] }
            - { name: rewrite, match: { path: /w/** }, rewrite: { prefix: /x }, mirror: v3, to: v1 }
            """);
    assertThat(Junction.explain(gateway, "GET", "a.test", "/r/1"))
        .isInstanceOfSatisfying(
            Explanation.Answers.class,
            e ->
                assertThat(e.answer())
                    .isInstanceOfSatisfying(
                        ChangeEvent.Redirected.class,
                        r -> assertThat(r.location()).isEqualTo("https://a.test/r/1")));
    assertThat(Junction.explain(gateway, "GET", "a.test", "/a/1"))
        .isInstanceOf(Explanation.Answers.class);
    assertThat(Junction.explain(gateway, "GET", "a.test", "/s/1"))
        .isInstanceOfSatisfying(
            Explanation.ToSplit.class,
            e ->
                assertThat(e.arms())
                    .extracting(a -> a.way().upstream() + a.way().weight())
                    .containsExactly("v11", "v23"));
    assertThat(Junction.explain(gateway, "GET", "a.test", "/w/1?q"))
        .isInstanceOfSatisfying(
            Explanation.ToUpstream.class,
            e -> {
              assertThat(e.path()).isEqualTo("/w/1?q");
              assertThat(e.changes()).hasSize(2);
              assertThat(e.changes().getFirst())
                  .isInstanceOfSatisfying(
                      ChangeEvent.Rewritten.class, r -> assertThat(r.path()).isEqualTo("/x/1?q"));
            });
  }
}
