package naru.app.config.problem;

import java.util.List;

/**
 * All that was found in one file.
 *
 * @param problems in the order of the file
 * @param more further ones that were counted only
 * @param hasErrors whether the file cannot be used
 */
public record Report(SourceText source, List<Problem> problems, int more, boolean hasErrors) {
  public Report {
    problems = List.copyOf(problems);
  }

  public static Report of(SourceText source, Problems problems) {
    return new Report(source, problems.sorted(), problems.more(), problems.hasErrors());
  }

  public long errors() {
    return problems.stream().filter(p -> p.code().isError()).count();
  }

  public long warnings() {
    return problems.size() - errors();
  }
}
