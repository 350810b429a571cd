package naru.bench.subject;

import java.util.List;
import java.util.Set;
import naru.bench.machine.Program;

/** nginx: a master process and one worker. */
public record Nginx(String template) implements Subject {
  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public Set<Program> needs() {
    return Set.of(Program.NGINX);
  }

  @Override
  public List<String> prepare(Site site) {
    return List.of(
        Program.NGINX.word(),
        "-p",
        site.folder().toString(),
        "-e",
        "stderr",
        "-c",
        site.write(template).toString());
  }
}
