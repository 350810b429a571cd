package naru.bench;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import naru.bench.machine.Program;
import naru.bench.subject.Subject;

/**
 * What a benchmark, or a part of one, starts and asks.
 *
 * @param name of the part, for its files; empty if there is only one
 * @param backing the server behind the subjects, if they need one
 * @param load the programs that make the load
 * @param warmSeconds how long each case warms what compiles while it runs, in each pass
 * @param mean name of a case that is the mean of all others of a round, if there is one
 */
record Plan(
    String name,
    Optional<Subject> backing,
    List<Subject> subjects,
    Set<Program> load,
    List<Case> cases,
    int warmSeconds,
    Optional<String> mean) {
  /** What suits most. */
  static final int WARM_SECONDS = 12;

  /** How often all cases warm what compiles while it runs. */
  static final int WARM_PASSES = 2;

  /** How long a case warms what was compiled before, once: its connections, pools and caches. */
  static final int FILL_SECONDS = 2;

  Plan {
    subjects = List.copyOf(subjects);
    load = Set.copyOf(load);
    cases = List.copyOf(cases);
  }

  /** Servers with a server behind. */
  static Plan of(Subject backing, List<Subject> subjects, List<Case> cases, Program... load) {
    Set<Program> programs = EnumSet.of(Program.OPENSSL, load);
    return new Plan(
        "", Optional.of(backing), subjects, programs, cases, WARM_SECONDS, Optional.empty());
  }

  /** What must be installed. */
  Set<Program> needs() {
    Set<Program> all = EnumSet.of(Program.TASKSET);
    all.addAll(load);
    Stream.concat(backing.stream(), subjects.stream()).map(Subject::needs).forEach(all::addAll);
    return all;
  }
}
