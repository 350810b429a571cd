package naru.bench.subject;

import java.util.List;
import java.util.Set;
import naru.bench.machine.Program;
import naru.bench.memory.Ends;

/** Both ends of connections in one process: {@link naru.bench.memory.Main}. */
public record InMemory(Ends ends) implements Subject {
  @Override
  public boolean compiles() {
    return true;
  }

  @Override
  public String name() {
    return ends.word();
  }

  @Override
  public Set<Program> needs() {
    return Set.of();
  }

  @Override
  public List<String> prepare(Site site) {
    return JavaProgram.command(
        naru.bench.memory.Main.class,
        // Both ends make objects, and stay: a heap as the JVM would size it, not the small one of
        // the launcher.
        List.of("-Xmx3g", "-Xms384m", "-XX:NewSize=128m", "-XX:MaxNewSize=1g"),
        List.of(ends.name(), Integer.toString(site.plain())));
  }
}
