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
 */
record Case(String name, Set<String> without, Function<Site, Load> load) {
  Case {
    without = Set.copyOf(without);
  }

  static Case ofAll(String name, Function<Site, Load> load) {
    return new Case(name, Set.of(), load);
  }
}
