package naru.journey.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import naru.app.Stand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A session that the server which is asked refreshes, before pages that are cached for all and
 * rewritten: the server that is asked hears nothing of the rewrite.
 */
final class HandedOnStoryTest {
  private static final String CONFIG =
      """
      naru: 1
      state: "{state}"
      listen: { gateway: http://127.0.0.1:{gateway} }
      gateway:
        upstreams:
          login: { targets: 127.0.0.1:{gateway} }
          pages: { targets: 127.0.0.1:{gateway} }
        routes:
          - name: login
            match: { path: /login }
            respond: { status: 202, headers: { Set-Cookie: "sid=2; HttpOnly", X-User: ann } }
          - name: page
            match: { path: /page }
            respond: { status: 200, headers: { Cache-Control: "public, max-age=60" }, body: whole }
          - name: app
            match: { path: /app }
            guard: { ask: { upstream: login, path: /login, response-headers: set-cookie } }
            cache: true
            rewrite: { path: /page }
            to: pages
      """;

  @TempDir private Path state;

  @Test
  void eachClientGetsTheCookieAndTheCacheNone() throws Exception {
    try (Stand stand = Stand.open(state, CONFIG, Map.of())) {
      assertThat(lines(stand, "/app"))
          .contains("cache-status: naru; fwd=uri-miss; fwd-status=200; stored")
          .containsOnlyOnce("set-cookie: sid=2; httponly")
          .contains("cache-control: private=\"set-cookie\"")
          .doesNotContain("x-user: ann");
      assertThat(lines(stand, "/app"))
          .anyMatch(l -> l.startsWith("cache-status: naru; hit"))
          .containsOnlyOnce("set-cookie: sid=2; httponly");
      assertThat(lines(stand, "/page"))
          .as("a route without a cache says nothing of one")
          .noneMatch(l -> l.startsWith("cache-status"));
    }
  }

  private static List<String> lines(Stand stand, String path) throws Exception {
    return Wire.get(stand.port("gateway"), "shop.test", path)
        .lines()
        .map(l -> l.toLowerCase(Locale.ROOT))
        .toList();
  }
}
