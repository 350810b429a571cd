package naru.app.config.shape;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;
import naru.app.config.problem.Problems;
import naru.app.text.Text;
import naru.base.Place;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** One pass over one file: knows places, collects problems. Used by one thread. */
public final class Reading {
  private final String file;
  private final Path folder;
  private final Problems problems;
  private final Map<Place, Integer> widths;
  private final boolean builtIn;
  private final Set<String> broken = new HashSet<>();
  private final List<Reference> references = new ArrayList<>();

  private Reading(
      String file, Path folder, Problems problems, Map<Place, Integer> widths, boolean builtIn) {
    this.file = file;
    this.folder = folder;
    this.problems = problems;
    this.widths = widths;
    this.builtIn = builtIn;
  }

  /**
   * A pass over a parsed file.
   *
   * @param folder where relative paths start
   * @param widths of the values by their places, for the carets
   */
  public static Reading of(
      String file, Path folder, Problems problems, Map<Place, Integer> widths) {
    return new Reading(file, folder, problems, widths, false);
  }

  /** The same pass while a default is read, which stands in no file. */
  Reading ofDefaults() {
    return new Reading(file, folder, problems, widths, true);
  }

  /** Where relative paths start. */
  public Path folder() {
    return folder;
  }

  /** Where the node begins. */
  public Place place(Node node) {
    return builtIn
        ? Place.BUILT_IN
        : node.getStartMark().map(m -> place(file, m)).orElse(new Place(file, 1, 1));
  }

  static Place place(String file, Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  public void report(ConfigCode code, Node at, Text... values) {
    report(code, place(at), Optional.empty(), values);
  }

  /** Tells what is wrong at a place. */
  public void report(ConfigCode code, Place at, Optional<Text> help, Text... values) {
    int width = widths.getOrDefault(at, 1);
    problems.add(new Problem(code, at, width, Arrays.asList(values), help));
  }

  /** Whether anything is wrong so far. */
  public boolean hasErrors() {
    return problems.hasErrors();
  }

  /** Notes that the file speaks of an upstream, whether or not what speaks of it is right. */
  public void refers(Place at, String upstream) {
    references.add(new Reference(at, upstream));
  }

  /** All that were noted, in the order of the file. */
  public List<Reference> references() {
    return List.copyOf(references);
  }

  /** A name used as a reference. */
  public record Reference(Place place, String name) {}

  /** Remembers a name that is defined, but wrongly: references to it are not one more error. */
  void breaks(String name) {
    broken.add(name);
  }

  /** Whether the name is defined, but wrongly. */
  public boolean isBroken(String name) {
    return broken.contains(name);
  }
}
