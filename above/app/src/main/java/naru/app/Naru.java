package naru.app;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import naru.app.config.Config;
import naru.app.config.problem.Inapplicable;
import naru.app.config.problem.Problem;
import naru.app.config.read.Loaded;
import naru.app.process.Heritage;
import naru.base.Failure;
import naru.transport.Handed;

/** A running Naru: the ground and the journey on it. */
final class Naru implements AutoCloseable {
  /** Between two looks whether connections are left. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** For first answers in UDP streams, of which there may be none, as to a log. */
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** For goodbyes of connections that were cut. */
  private static final long GOODBYE_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

  final Ground ground;
  final Journey journey;

  final Reloading reloading;

  private final Administration administration;
  private final Handed handed;
  private final List<String> unwanted;
  private boolean followed;

  private Naru(
      Ground ground,
      Journey journey,
      Reloading reloading,
      Administration administration,
      Handed handed) {
    this.ground = ground;
    this.journey = journey;
    this.reloading = reloading;
    this.administration = administration;
    this.handed = handed;
    this.unwanted = handed.unwanted();
  }

  /**
   * Starts everything that the config names, and serves.
   *
   * @param again reads the config anew, for a reload
   * @throws naru.base.FailureException if something cannot be opened; nothing is left open then
   */
  static Naru start(Config config, Supplier<Loaded> again) {
    try {
      Naru naru = open(config, again, Heritage.none());
      naru.begin();
      return naru;
    } catch (Inapplicable e) {
      Failure failure = e.failure().failure();
      String where = failure.detail() + " (" + Problem.where(e.problem().place()) + ")";
      throw Failure.of(failure.code(), failure.side(), where).causedBy(e).asException();
    }
  }

  /**
   * The same, for who can show the line of the config. What was handed over, and the command line,
   * are left to who had them before, until {@link #begin}.
   *
   * @param heritage its sockets are closed if nothing comes of it
   * @throws Inapplicable if something of the config cannot be opened
   * @throws naru.base.FailureException if something else cannot
   */
  static Naru open(Config config, Supplier<Loaded> again, Heritage heritage) {
    try {
      return start(config, again, heritage);
    } catch (RuntimeException e) {
      heritage.sockets().close();
      throw e;
    }
  }

  private static Naru start(Config config, Supplier<Loaded> again, Heritage heritage) {
    Ground ground = Ground.open(config, heritage);
    try {
      return start(ground, config, again, heritage.sockets());
    } catch (RuntimeException e) {
      ground.close();
      throw e;
    }
  }

  private static Naru start(Ground ground, Config config, Supplier<Loaded> again, Handed handed) {
    Journey journey = Journey.open(ground, config);
    try {
      Reloading reloading = new Reloading(journey, again);
      Administration administration = new Administration(ground, journey, reloading);
      journey.administeredBy(administration, config);
      return new Naru(ground, journey, reloading, administration, handed);
    } catch (RuntimeException e) {
      journey.close();
      throw e;
    }
  }

  /** Accepts from what was handed over, and is found by the command line. */
  void begin() {
    handed.begin();
    administration.begin();
  }

  /** Where it listens, as a person writes it. */
  List<String> listening() {
    return journey.listening();
  }

  /** Sockets that were handed over, and that no listener wants. */
  List<String> unwanted() {
    return unwanted;
  }

  /** Listeners that were handed over too few sockets for all loops. */
  List<Handed.Narrow> narrow() {
    return handed.narrow();
  }

  /** Another one serves on the same state folder. */
  synchronized void followed() {
    followed = true;
    administration.handOn();
  }

  synchronized boolean isFollowed() {
    return followed;
  }

  /**
   * Takes nobody in any more, and lets who is inside finish: at most as long as the config says.
   *
   * @param hurried whether nobody is to be waited for any longer
   * @return how many connections were cut
   */
  int drain(BooleanSupplier hurried) {
    administration.leave();
    journey.drain();
    long begun = ground.clock.nanos();
    LockSupport.parkNanos(LOOK_NANOS); // datagrams that were just read begin to wait
    await(
        journey.drainNanos(),
        () -> {
          journey.settle(ground.clock.nanos() - begun < ANSWER_NANOS);
          return journey.isEmpty() || hurried.getAsBoolean();
        });
    journey.settle(false);
    int cut = journey.cut();
    await(GOODBYE_NANOS, () -> journey.isEmpty() || hurried.getAsBoolean());
    return cut;
  }

  private void await(long atMostNanos, BooleanSupplier over) {
    long deadline = ground.clock.nanos() + atMostNanos;
    while (!over.getAsBoolean() && ground.clock.nanos() - deadline < 0) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  @Override
  public void close() {
    administration.close();
    handed.close();
    journey.close();
    ground.close();
  }
}
