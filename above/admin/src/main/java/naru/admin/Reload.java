package naru.admin;

import java.util.List;
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

    /**
     * The file is in use now.
     *
     * @param restart keys below which something has changed that holds from a restart on only
     */
    record Applied(long generation, List<String> restart) implements Outcome {
      public Applied {
        restart = List.copyOf(restart);
      }

      /** All of it. */
      public Applied(long generation) {
        this(generation, List.of());
      }
    }

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
