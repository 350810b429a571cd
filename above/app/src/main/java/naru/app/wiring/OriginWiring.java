package naru.app.wiring;

import java.nio.file.Path;
import java.util.Optional;
import naru.app.config.OriginSettings;
import naru.origin.OriginConfig;
import naru.origin.files.FileConfig;

/** What the origin is told. */
public final class OriginWiring {
  private OriginWiring() {}

  /** Files and API. */
  public static OriginConfig config(OriginSettings settings) {
    return settings
        .files()
        .map(root -> files(root, settings))
        .orElseGet(OriginConfig::builtIn)
        .withApi(settings.api());
  }

  private static OriginConfig files(Path root, OriginSettings said) {
    return OriginConfig.of(
        new FileConfig(
            Optional.of(root), said.caching(), false, said.precompressed(), said.fallback()));
  }
}
