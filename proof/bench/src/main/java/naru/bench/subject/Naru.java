package naru.bench.subject;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import naru.bench.machine.Program;

/**
 * Naru as its users start it: through the launcher, with the launcher's flags.
 *
 * @param launcher the program {@code naru} at the top of the project
 * @param template its config file
 */
public record Naru(Path launcher, String template) implements Subject {
  public static final String NAME = "naru";

  @Override
  public boolean compiles() {
    return true;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Program> needs() {
    return Set.of();
  }

  @Override
  public List<String> prepare(Site site) {
    return List.of(launcher.toString(), "run", "-c", site.write(template).toString());
  }
}
