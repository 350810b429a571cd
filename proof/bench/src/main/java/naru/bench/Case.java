package naru.bench;

import java.util.Set;
import java.util.function.Function;
import naru.bench.load.Load;
import naru.bench.subject.Site;

/**
 * One thing that is asked of the subjects.
 *
 * @param without names of subjects that cannot be asked this
 * @param load makes the load for a server at a site
 * @param sized whether the memory that the subject takes is of interest
 */
record Case(String name, Set<String> without, Function<Site, Load> load, boolean sized) {
  Case {
    without = Set.copyOf(without);
  }

  static Case ofAll(String name, Function<Site, Load> load) {
    return new Case(name, Set.of(), load, false);
  }

  /** The same, and the memory is told. */
  Case withSize() {
    return new Case(name, without, load, true);
  }
}
