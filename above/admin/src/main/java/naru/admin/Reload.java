package naru.admin;

import java.util.Map;
import naru.trace.render.Lang;

/** Reads the config file again; a file with errors changes nothing. */
public interface Reload {
  /** Does it, and speaks of it in this language. One at a time; further ones wait. */
  Outcome reload(Lang lang);

  /** What came of it. */
  sealed interface Outcome {
    /** How many times the running config was replaced, counted from 1 for the first. */
    long generation();

    /** The file is in use now. */
    record Applied(long generation) implements Outcome {}

    /**
     * Everything stays as it was.
     *
     * @param report the problems, as {@code naru.check/1}
     * @param text the same for a person
     */
    record Refused(long generation, Map<String, Object> report, String text) implements Outcome {
      public Refused {
        report = Map.copyOf(report);
      }
    }
  }
}
