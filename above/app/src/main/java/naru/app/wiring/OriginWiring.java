package naru.app.wiring;

import java.nio.file.Path;
import java.util.Optional;
import naru.app.config.FolderSettings;
import naru.app.config.OriginSettings;
import naru.origin.OriginConfig;
import naru.origin.files.FileConfig;
import naru.origin.files.Pages;

/** What the origin is told. */
public final class OriginWiring {
  private OriginWiring() {}

  /** Files and API. */
  public static OriginConfig config(OriginSettings settings) {
    OriginSettings.Bounds most = settings.bounds();
    return settings
        .files()
        .map(root -> files(root, settings))
        .orElseGet(OriginConfig::builtIn)
        .withApi(settings.api())
        .withBounds(most.hotBytes(), most.lookups(), most.sending(), most.unsentBytes());
  }

  private static OriginConfig files(Path root, OriginSettings said) {
    Pages pages = said.fallback().map(Pages.USUAL::fallingBackTo).orElse(Pages.USUAL);
    return OriginConfig.of(
        new FileConfig(Optional.of(root), said.caching(), false, said.precompressed(), pages));
  }

  /** The folder of a route. */
  public static FileConfig files(FolderSettings said) {
    return new FileConfig(
        Optional.of(said.folder()),
        said.caching(),
        said.linksOutside(),
        said.precompressed(),
        said.pages());
  }
}
