package naru.app.config.shape;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.app.config.problem.ConfigCode;
import naru.app.config.problem.Problem;
import naru.app.config.problem.Problems;
import naru.app.text.Text;
import naru.base.Place;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Text to a node graph with places, within bounds.
 *
 * <p>The events are read once before nodes are made of them: the parser keeps its state on the
 * heap, the composer on the call stack, so the depth must be known to be small before composing.
 */
public final class Yaml {
  /** Levels of lists and mappings in each other. The file format itself needs 8. */
  public static final int DEPTH = 32;

  /** Values in the file, an alias counted as often as it is used: bounds "a billion laughs". */
  public static final int VALUES = 50_000;

  private static final int CODE_POINTS = 8 * 1024 * 1024;

  private final String file;
  private final String text;
  private final Problems problems;

  private Yaml(String file, String text, Problems problems) {
    this.file = file;
    this.text = text;
    this.problems = problems;
  }

  /**
   * Reads the one document of a file.
   *
   * @param widths is filled with the widths of all values by their places
   * @return empty after telling {@code problems} what is wrong
   */
  public static Optional<Node> parse(
      String file, String text, Problems problems, Map<Place, Integer> widths) {
    Yaml yaml = new Yaml(file, text, problems);
    try {
      return yaml.eventsAreFine() ? yaml.compose(widths) : Optional.empty();
    } catch (MarkedYamlEngineException e) {
      yaml.syntax(e);
    } catch (ReaderException e) {
      yaml.report(ConfigCode.SYNTAX, yaml.placeOf(e.getPosition()), UNPRINTABLE);
    } catch (YamlEngineException e) {
      yaml.report(
          ConfigCode.SYNTAX, yaml.start(), Text.same(sentence(String.valueOf(e.getMessage()))));
    }
    return Optional.empty();
  }

  private static final Text UNPRINTABLE =
      Text.of("a character that YAML does not allow", "YAML에서 쓸 수 없는 문자");

  /** A default: known to be well-formed. */
  static Node literal(String yaml) {
    return Nodes.real(new Compose(settings()).composeString(yaml).orElseThrow());
  }

  private static LoadSettings settings() {
    return LoadSettings.builder()
        .setMaxAliasesForCollections(VALUES)
        .setCodePointLimit(CODE_POINTS)
        .setAllowNonScalarKeys(true) // told as a mistake of ours, at its place
        .build();
  }

  private boolean eventsAreFine() {
    int depth = 0;
    int documents = 0;
    for (Event event : new Parse(settings()).parseString(text)) {
      switch (event.getEventId()) {
        case SequenceStart, MappingStart -> depth++;
        case SequenceEnd, MappingEnd -> depth--;
        case DocumentStart -> documents++;
        case Alias, Comment, DocumentEnd, Scalar, StreamEnd, StreamStart -> {}
      }
      if (depth > DEPTH || documents > 1) {
        Place at = event.getStartMark().map(m -> Reading.place(file, m)).orElse(start());
        ConfigCode code = depth > DEPTH ? ConfigCode.TOO_DEEP : ConfigCode.SECOND_DOCUMENT;
        report(code, at, Text.same(Integer.toString(DEPTH)));
        return false;
      }
    }
    return true;
  }

  private Optional<Node> compose(Map<Place, Integer> widths) {
    Optional<Node> root =
        new Compose(settings())
            .composeString(text)
            .map(Nodes::real)
            .filter(node -> !Nodes.isNothing(node));
    if (root.isEmpty()) {
      report(ConfigCode.EMPTY, new Place(file, 0, 0));
      return root;
    }
    Walk walk = new Walk(file, widths);
    Optional<Walk.Excess> excess = walk.over(root.get());
    excess.ifPresent(e -> report(e.code(), e.at(), Text.same(Integer.toString(e.limit()))));
    return excess.isPresent() ? Optional.empty() : root;
  }

  private void syntax(MarkedYamlEngineException e) {
    Place at =
        e.getProblemMark()
            .or(e::getContextMark)
            .map(mark -> Reading.place(file, mark))
            .orElse(start());
    report(ConfigCode.SYNTAX, at, Text.same(sentence(String.valueOf(e.getProblem()))));
  }

  private static String sentence(String message) {
    return Excerpt.of(message.lines().findFirst().orElse(message));
  }

  private Place start() {
    return new Place(file, 1, 1);
  }

  private Place placeOf(int codePoint) {
    int end = text.offsetByCodePoints(0, Math.clamp(codePoint, 0, codePoints()));
    String before = text.substring(0, end);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return new Place(file, line, before.length() - before.lastIndexOf('\n'));
  }

  private int codePoints() {
    return text.codePointCount(0, text.length());
  }

  private void report(ConfigCode code, Place at, Text... values) {
    problems.add(new Problem(code, at, 1, List.of(values), Optional.empty()));
  }
}
