package naru.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import naru.base.Place;
import naru.gateway.config.GatewayConfig;
import naru.gateway.config.RouteConfig;
import naru.gateway.config.RouteMatch;
import naru.gateway.config.UpstreamConfig;
import naru.gateway.guard.config.Ask;
import naru.gateway.guard.config.Guarding;
import naru.http.ResponseHead;
import naru.http.Stop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fields that a server which is asked hands on to the client. */
class HandedOnStoryTest {
  private static final Place LINE = new Place("naru.yaml", 7, 5);

  private final Town town = new Town();

  @AfterEach
  void close() throws Exception {
    town.close();
  }

  private static Ask ask(String... handOn) {
    return new Ask("auth", "/", false, List.of(), List.of(), List.of(handOn), 5_000_000_000L, LINE);
  }

  private InetSocketAddress serve(UpstreamConfig shop, Ask ask, Stop auth) {
    Guarding guarding =
        new Guarding(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(ask),
            List.of(),
            List.of(),
            List.of(),
            5);
    return town.serve(
        GatewayConfig.of(
            List.of(shop, UpstreamConfig.of("auth", town.backend(auth).endpoint())),
            List.of(RouteConfig.of("web", RouteMatch.ANY, "shop").guardedBy(guarding))));
  }

  private UpstreamConfig shop(String... fields) {
    return UpstreamConfig.of("shop", town.backend(answers(200, fields)).endpoint());
  }

  private static Stop answers(int status, String... fields) {
    return x -> {
      ResponseHead head = x.response(status);
      for (int i = 0; i < fields.length; i += 2) {
        head.fields().add(fields[i], fields[i + 1]);
      }
      x.answer(head, Unpooled.EMPTY_BUFFER);
    };
  }

  private static final Stop REFRESHES =
      answers(
          202,
          "Set-Cookie",
          "sid=2; Path=/",
          "Set-Cookie",
          "csrf=3",
          "X-User",
          "ann",
          "X-Role",
          "a");

  @Test
  void cookiesAreAddedAndNoCacheKeepsThem() throws Exception {
    UpstreamConfig shop = shop("Set-Cookie", "cart=1", "Cache-Control", "max-age=60");
    InetSocketAddress at = serve(shop, ask("set-cookie"), REFRESHES);
    assertThat(Town.get(at, "a.test", "/").lines().map(String::toLowerCase))
        .startsWith("http/1.1 200 ok")
        .containsSubsequence(
            "set-cookie: cart=1", "set-cookie: sid=2; path=/", "set-cookie: csrf=3")
        .contains("cache-control: private=\"set-cookie\"", "cache-control: max-age=60")
        .doesNotContain("x-user: ann");
  }

  @Test
  void theResponsesOwnFieldsArePreferred() throws Exception {
    InetSocketAddress at = serve(shop("X-Role", "b"), ask("x-user", "x-role"), REFRESHES);
    assertThat(Town.get(at, "a.test", "/").lines().map(String::toLowerCase))
        .contains("x-user: ann", "x-role: b")
        .doesNotContain("x-role: a", "cache-control: private=\"set-cookie\"");
  }

  @Test
  void aRefreshedSessionIsToldWithAFailureToo() throws Exception {
    UpstreamConfig gone = UpstreamConfig.of("shop", town.nobody());
    InetSocketAddress at = serve(gone, ask("set-cookie"), REFRESHES);
    assertThat(Town.get(at, "a.test", "/").lines().map(String::toLowerCase))
        .startsWith("http/1.1 502 bad gateway")
        .contains("set-cookie: sid=2; path=/");
  }

  @Test
  void whatIsNotNamedStaysWithNaru() throws Exception {
    InetSocketAddress at = serve(shop(), ask(), REFRESHES);
    assertThat(Town.get(at, "a.test", "/")).startsWith("HTTP/1.1 200").doesNotContain("sid=2");
  }

  @Test
  void fieldsOfOneMessageCannotBeHandedOn() {
    for (String name : List.of("Content-Length", "connection", "Transfer-Encoding", "ETag")) {
      assertThatThrownBy(() -> ask(name)).hasMessageContaining(name);
    }
  }
}
