package naru.bench.subject;

import java.util.List;
import java.util.Set;
import naru.bench.machine.Program;

/** HAProxy: one process, one thread. */
public record HAProxy(String template) implements Subject {
  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public Set<Program> needs() {
    return Set.of(Program.HAPROXY);
  }

  @Override
  public List<String> prepare(Site site) {
    return List.of(Program.HAPROXY.word(), "-db", "-f", site.write(template).toString());
  }
}
