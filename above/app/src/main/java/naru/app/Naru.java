package naru.app;

import java.io.IOException;
import java.util.List;
import naru.app.config.Config;
import naru.base.Code;
import naru.base.Failure;
import naru.base.Side;
import naru.origin.OriginConfig;
import naru.origin.OriginStop;

/** A running Naru: the ground and the journey on it. */
final class Naru implements AutoCloseable {
  final Ground ground;
  final Journey journey;

  private Naru(Ground ground, Journey journey) {
    this.ground = ground;
    this.journey = journey;
  }

  /**
   * Starts everything that the config names.
   *
   * @throws naru.base.FailureException if something cannot be opened; nothing is left open then
   */
  static Naru start(Config config) {
    Ground ground = Ground.open(config);
    try {
      return new Naru(ground, Journey.open(ground, config, origin(ground, config)));
    } catch (RuntimeException e) {
      ground.close();
      throw e;
    }
  }

  private static OriginStop origin(Ground ground, Config config) {
    OriginConfig how =
        config.origin().files().map(OriginConfig::of).orElseGet(OriginConfig::builtIn);
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
    journey.close();
    ground.close();
  }
}
