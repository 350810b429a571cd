package naru.bench;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import naru.bench.machine.Program;
import naru.bench.subject.Subject;

/**
 * What a benchmark starts and asks.
 *
 * @param backing the server behind the subjects
 * @param load the program that makes the load
 */
record Plan(Subject backing, List<Subject> subjects, Program load, List<Case> cases) {
  Plan {
    subjects = List.copyOf(subjects);
    cases = List.copyOf(cases);
  }

  /** What must be installed. */
  Set<Program> needs() {
    Set<Program> all = EnumSet.of(load, Program.OPENSSL, Program.TASKSET);
    Stream.concat(Stream.of(backing), subjects.stream()).map(Subject::needs).forEach(all::addAll);
    return all;
  }
}
