package naru.app.config.problem;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects problems while a file is read; each once, and never more than {@link #MOST}. */
public final class Problems {
  /** A file with more than this is garbage, and nobody reads on; the rest is only counted. */
  public static final int MOST = 200;

  private final Set<Problem> found = new LinkedHashSet<>();
  private int more;
  private int errors;

  public void add(Problem problem) {
    if (found.contains(problem)) {
      return;
    }
    errors += problem.code().isError() ? 1 : 0;
    if (found.size() < MOST) {
      found.add(problem);
    } else {
      more++;
    }
  }

  /** Whether any of them, shown or only counted, is an error. */
  public boolean hasErrors() {
    return errors > 0;
  }

  /** How many were counted beyond {@link #MOST}. */
  public int more() {
    return more;
  }

  /** In the order of the file. */
  public List<Problem> sorted() {
    List<Problem> list = new ArrayList<>(found);
    list.sort(Problem.BY_PLACE);
    return List.copyOf(list);
  }
}
