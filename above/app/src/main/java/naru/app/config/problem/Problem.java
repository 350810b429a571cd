package naru.app.config.problem;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import naru.app.text.Text;
import naru.base.Place;

/**
 * One thing that is wrong, and where.
 *
 * @param width characters that the caret underlines, at least 1
 * @param values what fills the gaps of the code's texts
 * @param help how to put it right, where Naru can tell
 */
public record Problem(
    ConfigCode code, Place place, int width, List<Text> values, Optional<Text> help) {
  /** In the order of the file. */
  public static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt((Problem p) -> p.place().line())
          .thenComparingInt(p -> p.place().column())
          .thenComparing(Problem::code);

  public Problem {
    values = List.copyOf(values);
  }

  /** What is wrong, in one sentence. */
  public Text title() {
    return code.title().with(values);
  }

  /** What stands beside the caret; may be empty. */
  public Text label() {
    return code.label().with(values);
  }

  /** {@code naru.yaml:53:11}, or the file alone for a problem with all of it. */
  public static String where(Place place) {
    return place.line() == 0
        ? place.file()
        : place.file() + ":" + place.line() + ":" + place.column();
  }
}
