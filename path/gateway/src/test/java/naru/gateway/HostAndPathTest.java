package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Endpoint;
import naru.base.IpRange;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.GatewayConfig.Misdirected;
import naru.gateway.config.HttpsOnly;
import naru.gateway.config.Matching;
import naru.gateway.config.PathPattern;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.trace.ChangeEvent;
import naru.trace.Entry;
import naru.trace.GatewayEvent;
import naru.trace.HttpEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is made of the host, the path and the scheme that a client asks for, and who it says it is.
 */
final class HostAndPathTest {
  private final Town town = new Town();

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  @Test
  void onlyATrustedClientMaySaySomethingOfItsClient() throws Exception {
    Endpoint target = town.backend(Town.echo()).endpoint();
    String claim = "X-Forwarded-For: 203.0.113.5";
    InetSocketAddress strict = town.serve(Shop.config(Shop.of(target)));
    assertThat(Town.get(strict, "shop.test", "/", claim))
        .contains("X-Forwarded-For: 127.0.0.1\n", "X-Forwarded-Proto: http\n", "Via: 1.1 naru\n")
        .contains("Forwarded: for=127.0.0.1;host=shop.test;proto=http\n", "Host: shop.test\n")
        .doesNotContain("203.0.113.5");
    InetSocketAddress trusting =
        town.serve(Shop.config(Shop.of(target)).trusting(IpRange.parse("127.0.0.0/8")));
    assertThat(Town.get(trusting, "shop.test", "/", claim))
        .contains("X-Forwarded-For: 203.0.113.5, 127.0.0.1\n", "X-Real-IP: 203.0.113.5\n");
  }

  @Test
  void aPathIsRoutedAndForwardedInItsOneSpelling() throws Exception {
    Endpoint target = town.backend(Town.echo()).endpoint();
    GatewayConfig config =
        GatewayConfig.of(
            List.of(Shop.of(target), UpstreamConfig.of("closed", town.nobody())),
            List.of(
                RouteConfig.of("admin", Matching.host("*").path("/admin/**").match(), "closed"),
                RouteConfig.of("web", RouteMatch.ANY, "shop")));
    InetSocketAddress gateway = town.serve(config);
    for (String dodge :
        List.of(
            "/admin/",
            "//admin",
            "/x/../admin",
            "/%61dmin",
            "/x/%2e%2e/admin",
            "/./admin",
            "/admin;jsessionid=1",
            "/x;/../admin;jsessionid=1")) {
      assertThat(Town.get(gateway, "a.test", dodge)).as(dodge).startsWith("HTTP/1.1 502 ");
    }
    for (String refused :
        List.of(
            "/x/..;/admin",
            "/x\\..\\admin",
            "/x%00",
            "/x%5c..%5cadmin",
            "/x/..%2fadmin",
            "/admin%2fx",
            "/%2Fadmin",
            "/admin;x=1",
            "/admin%3bx=1",
            "/;/admin")) {
      assertThat(Town.get(gateway, "a.test", refused))
          .as(refused)
          .startsWith("HTTP/1.1 400 ")
          .contains("\"code\":\"N1701\"");
    }
    assertThat(Town.get(gateway, "a.test", "/a/./b%2f?q=//"))
        .contains("\r\n\r\nGET /a/b%2F?q=//\n");
    assertThat(Town.get(gateway, "a.test", "/a;v=1/b")).contains("\r\n\r\nGET /a;v=1/b\n");
  }

  /** Who reads the trace must know which field the proxy in front wrote. */
  @Test
  void theTraceNamesTheFieldThatToldTheClient() throws Exception {
    GatewayConfig config =
        Shop.config(Shop.of(town.backend(Town.echo()).endpoint()))
            .trusting(IpRange.parse("127.0.0.1"));
    InetSocketAddress at = town.serve(config);
    Map<String, String> names =
        Map.of(
            "X-Forwarded-For: 192.0.2.1", "X-Forwarded-For",
            "Forwarded: for=192.0.2.1", "Forwarded",
            "X-Forwarded-For: 192.0.2.1\r\nForwarded: for=192.0.2.9", "X-Forwarded-For");
    for (Map.Entry<String, String> said : names.entrySet()) {
      Town.get(at, "shop.test", "/", said.getKey());
      assertThat(town.span(HttpEvent.ForwardedFor.class::isInstance).entries())
          .extracting(Entry::event)
          .contains(new HttpEvent.ForwardedFor("192.0.2.1", said.getValue()));
    }
    Town.get(at, "shop.test", "/", "Forwarded: for=127.0.0.1;proto=https");
    assertThat(town.span(GatewayEvent.RouteChosen.class::isInstance).entries())
        .extracting(Entry::event)
        .noneMatch(HttpEvent.ForwardedFor.class::isInstance);
  }

  /** What the server is told is the path with its session, as it wrote it itself. */
  @Test
  void aSessionInThePathGoesWithTheRequest() throws Exception {
    Endpoint target = town.backend(Town.echo()).endpoint();
    GatewayConfig config =
        GatewayConfig.of(
            List.of(Shop.of(target), UpstreamConfig.of("closed", town.nobody())),
            List.of(
                RouteConfig.of("login", Matching.host("*").path("/login").match(), "shop"),
                RouteConfig.of("web", RouteMatch.ANY, "closed")));
    InetSocketAddress gateway = town.serve(config);
    assertThat(Town.get(gateway, "a.test", "/login;jsessionid=1A.n1?a=;b"))
        .contains("\r\n\r\nGET /login;jsessionid=1A.n1?a=;b\n");
    assertThat(Town.get(gateway, "a.test", "/login;a;jsessionid=1")).startsWith("HTTP/1.1 400 ");
  }

  /** RFC 9112 section 3.2: a server of HTTP/1.1 is told a host, even if a client named none. */
  @Test
  void section3dot2WithoutAHostAServerIsToldItsOwn() throws Exception {
    Endpoint target = town.backend(Town.echo()).endpoint();
    GatewayConfig config =
        GatewayConfig.of(
            List.of(Shop.of(target)), List.of(RouteConfig.of("web", RouteMatch.ANY, "shop")));
    assertThat(Town.ask(town.serve(config), "GET / HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("Host: " + target + "\n")
        .doesNotContain("X-Forwarded-Host");
  }

  @Test
  void section15dot5dot20AHostThatTlsWasNotSetUpForIs421() throws Exception {
    Endpoint target = town.backend(Town.says("hello")).endpoint();
    Gateway strict = town.gateway(Shop.config(Shop.of(target)));
    InetSocketAddress at = town.serve(strict, "shop.test");
    assertThat(Town.get(at, "SHOP.test:443", "/")).endsWith("hello");
    assertThat(Town.get(at, "shop.test.", "/")).endsWith("hello");
    assertThat(Town.get(at, "Other.test:443", "/"))
        .startsWith("HTTP/1.1 421 ")
        .contains("\"code\":\"N1504\"", "\"reason\":\"route.misdirected\"")
        .contains("TLS was set up for the name shop.test, the request is for other.test\"");
    assertThat(Town.get(at, "a".repeat(300) + ".test", "/"))
        .contains("is for " + "a".repeat(253) + "...\"");
    GatewayConfig c = Shop.config(Shop.of(target));
    GatewayConfig lenient =
        new GatewayConfig(c.upstreams(), c.routes(), c.trust(), true, Misdirected.ALLOW);
    InetSocketAddress open = town.serve(town.gateway(lenient), "other.test");
    assertThat(Town.get(open, "shop.test", "/")).endsWith("hello");
  }

  @Test
  void anHttpsUrlInTheClearIsRefused() throws Exception {
    UpstreamConfig shop = Shop.of(town.backend(Town.echo()).endpoint());
    InetSocketAddress at = town.serve(Shop.config(shop));
    String rest = " HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n";
    assertThat(Town.ask(at, "GET https://shop.test/" + rest)).startsWith("HTTP/1.1 421");
    assertThat(Town.ask(at, "GET http://shop.test/" + rest))
        .startsWith("HTTP/1.1 200")
        .contains("X-Forwarded-Proto: http\n");
  }

  @Test
  void whoAsksInTheClearIsSentToHttps() throws Exception {
    List<PathPattern> except = List.of(PathPattern.parse("/.well-known/**"));
    HttpsOnly only = new HttpsOnly(308, 0, 0, except, Shop.LINE);
    Gateway gateway =
        town.gateway(
            Shop.config(Shop.of(town.backend(Town.echo()).endpoint()))
                .trusting(IpRange.parse("127.0.0.1"))
                .onlyHttps(Optional.of(only))
                .httpsAt(8443));
    InetSocketAddress at = town.serve(gateway, "");
    assertThat(Town.get(at, "shop.test", "/x?y"))
        .startsWith("HTTP/1.1 308 ")
        .contains("Location: https://shop.test/x?y\r\n");
    assertThat(town.span(ChangeEvent.class::isInstance).entries().stream().map(Entry::event))
        .contains(new ChangeEvent.Redirected("", 308, "https://shop.test/x?y", Shop.LINE));
    assertThat(Town.get(at, "shop.test:8080", "/"))
        .contains("Location: https://shop.test:8443/\r\n");
    assertThat(Town.get(at, "shop.test", "/.well-known/x")).startsWith("HTTP/1.1 200");
    assertThat(Town.get(at, "shop.test", "/", "X-Forwarded-Proto: https"))
        .startsWith("HTTP/1.1 200");
    assertThat(Town.get(at, "shop.test", "/", "Forwarded: for=192.0.2.1;proto=https"))
        .startsWith("HTTP/1.1 200")
        .contains("X-Forwarded-Proto: https\n", "X-Forwarded-For: 192.0.2.1, 127.0.0.1\n");
    assertThat(Shop.explain(gateway, "/x")).isInstanceOf(Explanation.Redirected.class);
    for (String hostless : List.of("HTTP/1.0\r\n", "HTTP/1.1\r\n", "HTTP/1.1\r\nHost:\r\n")) {
      assertThat(Town.ask(at, "GET / " + hostless + "Connection: close\r\n\r\n"))
          .as(hostless)
          .startsWith("HTTP/1.1 400 ")
          .contains("\"request.malformed\"");
    }
    assertThat(Town.ask(at, "GET /.well-known/x HTTP/1.0\r\n\r\n")).contains("\"route.none\"");
  }
}
