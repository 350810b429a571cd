package naru.app.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import naru.app.config.Route;
import naru.gateway.change.config.HeaderChange;
import naru.gateway.change.config.HeaderChange.Line;
import org.junit.jupiter.api.Test;

/** {@code gateway.response-headers}: fields of every route, under what a route says itself. */
class GeneralHeadersTest {
  private static List<HeaderChange> responses(String general) {
    String text =
        """
        naru: 1
        listen: { gateway: http://127.0.0.1:1 }
        gateway:
          %s
          routes:
            - { name: a, match: { path: /a }, to: origin }
            - name: b
              match: { path: /b }
              response-headers: { set: { x-frame-options: DENY }, remove: X-Three }
              redirect: { path: /a }
        """
            .formatted(general);
    Loaded loaded = ConfigFile.parse("naru.yaml", Path.of("/nowhere"), text);
    assertThat(loaded.report().problems()).isEmpty();
    List<Route> routes = ((Loaded.Valid) loaded).config().gateway().routes();
    return routes.stream().map(r -> r.changes().response()).toList();
  }

  @Test
  void holdForEveryRouteAndGiveWayToItsOwn() {
    List<HeaderChange> all =
        responses(
            "response-headers: { set: { X-One: '1', X-Frame-Options: SAMEORIGIN }, add: { X-Three:"
                + " '3' }, remove: [x-powered-by] }");
    assertThat(all.getFirst())
        .isEqualTo(
            new HeaderChange(
                List.of(Line.of("x-one", "1"), Line.of("x-frame-options", "SAMEORIGIN")),
                List.of(Line.of("x-three", "3")),
                List.of("x-powered-by")));
    assertThat(all.getLast().set())
        .containsExactly(Line.of("x-one", "1"), Line.of("x-frame-options", "DENY"));
    assertThat(all.getLast().add()).isEmpty();
    assertThat(all.getLast().remove()).containsExactlyInAnyOrder("x-powered-by", "x-three");
  }

  @Test
  void withoutThemNothingChanges() {
    List<HeaderChange> all = responses("hide-server: true");
    assertThat(all.getFirst()).isEqualTo(HeaderChange.NONE).isNotEqualTo(all.getLast());
    assertThat(all.getLast().set()).hasSize(1);
  }
}
