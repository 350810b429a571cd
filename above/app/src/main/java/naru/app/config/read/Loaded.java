package naru.app.config.read;

import naru.app.config.Config;
import naru.app.config.problem.Report;

/** What reading a file came to. */
public sealed interface Loaded {
  /** All that was found; of a valid file warnings only. */
  Report report();

  /** It can be used. */
  record Valid(Config config, Report report) implements Loaded {}

  /** It cannot, and nothing of it may be applied. */
  record Invalid(Report report) implements Loaded {}
}
