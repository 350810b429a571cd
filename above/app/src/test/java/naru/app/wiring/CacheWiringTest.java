package naru.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.cache.CacheRoute;
import org.junit.jupiter.api.Test;

final class CacheWiringTest {
  private static final String CONFIG =
      """
      naru: 1
      listen: { gateway: http://127.0.0.1:8080 }
      gateway:
        upstreams:
          web: { targets: 127.0.0.1:9001 }
          next: { targets: 127.0.0.1:9002 }
        routes:
          - { name: canary, match: { cookie: { lane: next } }, to: next, cache: true }
          - { name: mobile, match: { header: { x-device: phone } }, to: next, cache: true }
          - { name: office, match: { client: 192.0.2.0/24 }, to: next, cache: true }
          - { name: strangers, match: { not: { client: 192.0.2.0/24 } }, to: web, cache: true }
          - name: shards
            match: { host: { regex: 's[0-9]+\\.a\\.test' }, not: [{ path: /x/** }, { host: s1.a.test }] }
            to: web
            cache: true
          - { name: paths, match: { host: a.test, path: /shop/** }, to: web, cache: true }
          - { name: all, to: web, cache: true }
          - { name: never, match: { path: /x/** }, to: web }
      """;

  /** What chose a route beside host and path is not in the key of what is stored. */
  @Test
  void routesThatMoreThanTheUriChoseHaveLanesOfTheirOwn() {
    Loaded loaded = ConfigFile.parse("naru.yaml", Path.of("."), CONFIG);
    assertThat(loaded).as("%s", loaded.report()).isInstanceOf(Loaded.Valid.class);
    assertThat(loaded.report().problems()).as("none hides another").isEmpty();
    List<CacheRoute> routes =
        ((Loaded.Valid) loaded)
            .config().gateway().routes().stream().map(CacheWiring::route).toList();
    assertThat(routes)
        .extracting(CacheRoute::lane)
        .containsExactly("canary", "mobile", "office", "strangers", "", "", "", "");
    assertThat(routes.getLast()).isEqualTo(CacheRoute.OFF);
  }
}
