package naru.gateway.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import naru.base.Place;
import naru.gateway.change.config.Changing;
import naru.gateway.change.config.PathChange;
import naru.gateway.change.config.Rewrite;
import naru.gateway.config.Destination;
import naru.gateway.config.Matching;
import naru.gateway.config.RouteConfig;
import naru.gateway.guard.config.Guarding;
import naru.http.RequestHead;
import naru.http.Slot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a folder stands for a prefix, its top is asked for with a slash. */
final class FolderSlashTest {
  private static final Destination FILES = new Destination.ToFiles("/site", Slot.named("asked"));

  private static @Nullable FolderSlash of(Destination to, String prefix, String path) {
    Rewrite rewrite =
        new Rewrite(Optional.empty(), Optional.of(new PathChange.Prefix(prefix)), true);
    return FolderSlash.of(
        new RouteConfig(
            "r",
            Matching.any().path(path).match(),
            to,
            List.of(),
            Guarding.NONE,
            Place.BUILT_IN,
            Changing.nothing().rewriting(rewrite).changes()));
  }

  private static boolean lacks(String route, String path) {
    FolderSlash slash = of(FILES, "/", route);
    return slash != null && slash.lacksIt(RequestHead.of("GET", path, "a.test"));
  }

  @Test
  void thePrefixAloneLacksIt() {
    assertThat(lacks("/app/**", "/app")).isTrue();
    assertThat(lacks("/app/**", "/app?q=/")).isTrue();
    assertThat(lacks("/app/**", "/app/")).isFalse();
    assertThat(lacks("/app/**", "/app/x")).isFalse();
    assertThat(lacks("/app", "/app")).as("what is below is not this route's").isFalse();
    assertThat(lacks("/**", "/")).isFalse();
  }

  @Test
  void onlyWhereAFolderStandsForThePrefix() {
    assertThat(of(new Destination.ToOrigin(), "/", "/app/**")).isNull();
    assertThat(of(FILES, "/docs", "/app/**")).as("the folder below leads there").isNull();
  }
}
