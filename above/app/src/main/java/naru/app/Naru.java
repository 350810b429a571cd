package naru.app;

import java.util.List;
import java.util.function.Supplier;
import naru.app.config.Config;
import naru.app.config.problem.Inapplicable;
import naru.app.config.problem.Problem;
import naru.app.config.read.Loaded;
import naru.base.Failure;

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
    try {
      return open(config, again);
    } catch (Inapplicable e) {
      Failure failure = e.failure().failure();
      String where = failure.detail() + " (" + Problem.where(e.problem().place()) + ")";
      throw Failure.of(failure.code(), failure.side(), where).causedBy(e).asException();
    }
  }

  /**
   * The same, for who can show the line of the config.
   *
   * @throws Inapplicable if something of the config cannot be opened
   * @throws naru.base.FailureException if something else cannot
   */
  static Naru open(Config config, Supplier<Loaded> again) {
    Ground ground = Ground.open(config);
    try {
      return start(ground, config, again);
    } catch (RuntimeException e) {
      ground.close();
      throw e;
    }
  }

  private static Naru start(Ground ground, Config config, Supplier<Loaded> again) {
    Journey journey = Journey.open(ground, config);
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
