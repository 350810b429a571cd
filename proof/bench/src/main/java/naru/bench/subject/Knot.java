package naru.bench.subject;

import java.util.List;
import java.util.Set;
import naru.bench.machine.Program;

/** Knot DNS: one process, one thread for UDP. */
public record Knot(String template) implements Subject {
  private static final List<String> ZONES = List.of("knot/near.zone", "knot/far.zone");

  @Override
  public String name() {
    return "knot";
  }

  @Override
  public Set<Program> needs() {
    return Set.of(Program.KNOT);
  }

  @Override
  public List<String> prepare(Site site) {
    ZONES.forEach(site::write);
    return List.of(Program.KNOT.word(), "-c", site.write(template).toString());
  }
}
