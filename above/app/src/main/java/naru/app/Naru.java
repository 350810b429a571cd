package naru.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import naru.app.config.Config;
import naru.app.config.OriginSettings;
import naru.app.config.read.Loaded;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.origin.OriginConfig;
import naru.origin.OriginStop;
import naru.origin.files.FileConfig;

/** A running Naru: the ground and the journey on it. */
final class Naru implements AutoCloseable {
  final Ground ground;
  final Journey journey;

  final Reloading reloading;

  private final Administration administration;

  private Naru(Ground ground, Journey journey, Reloading reloading, Administration administration) {
    this.ground = ground;
    this.journey = journey;
    this.reloading = reloading;
    this.administration = administration;
  }

  /**
   * Starts everything that the config names.
   *
   * @param again reads the config anew, for a reload
   * @throws naru.base.FailureException if something cannot be opened; nothing is left open then
   */
  static Naru start(Config config, Supplier<Loaded> again) {
    Ground ground = Ground.open(config);
    try {
      return start(ground, config, again);
    } catch (Doors.Shut shut) {
      ground.close();
      throw shut.failure();
    } catch (RuntimeException e) {
      ground.close();
      throw e;
    }
  }

  private static Naru start(Ground ground, Config config, Supplier<Loaded> again) {
    Journey journey = Journey.open(ground, config, origin(ground, config));
    try {
      Reloading reloading = new Reloading(journey, again);
      Administration administration = new Administration(ground, journey, reloading);
      journey.administeredBy(administration, config);
      return new Naru(ground, journey, reloading, administration);
    } catch (RuntimeException e) {
      journey.close();
      throw e;
    }
  }

  private static OriginConfig files(Path root, OriginSettings said) {
    return OriginConfig.of(
        new FileConfig(
            Optional.of(root), said.caching(), false, said.precompressed(), said.fallback()));
  }

  private static OriginStop origin(Ground ground, Config config) {
    OriginSettings said = config.origin();
    OriginConfig how =
        said.files()
            .map(root -> files(root, said))
            .orElseGet(OriginConfig::builtIn)
            .withApi(said.api());
    try {
      return OriginStop.open(how, ground.store, ground.metrics);
    } catch (IOException e) {
      String detail = "the origin's files cannot be used: " + e.getMessage();
      throw Failure.of(Code.INTERNAL, Side.US, detail).causedBy(e).asException();
    }
  }

  /** Where it listens, as a person writes it. */
  List<String> listening() {
    return journey.listening();
  }

  @Override
  public void close() {
    administration.close();
    journey.close();
    ground.close();
  }
}
