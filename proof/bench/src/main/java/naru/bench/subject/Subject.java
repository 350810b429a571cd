package naru.bench.subject;

import java.util.List;
import java.util.Set;
import naru.bench.machine.Program;

/** A server that can be started from templates, in the foreground, as one process tree. */
public sealed interface Subject permits Naru, Nginx, HAProxy, Unbound, Knot {
  /** As tables and reports call it. */
  String name();

  /** What must be installed. */
  Set<Program> needs();

  /** Writes its files into the site and says the command that starts it. */
  List<String> prepare(Site site);
}
