package naru.bench.subject;

import java.util.List;
import java.util.Set;
import naru.bench.machine.Program;

/** Unbound: one process, one thread. */
public record Unbound(String template) implements Subject {
  @Override
  public String name() {
    return "unbound";
  }

  @Override
  public Set<Program> needs() {
    return Set.of(Program.UNBOUND);
  }

  @Override
  public List<String> prepare(Site site) {
    return List.of(Program.UNBOUND.word(), "-d", "-c", site.write(template).toString());
  }
}
