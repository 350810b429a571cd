package naru.app.config.shape;

import java.util.Map;
import java.util.Optional;
import naru.app.config.problem.ConfigCode;
import naru.base.Place;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Goes through the nodes once as the decoder will, following aliases, and so finds a graph that is
 * too large or that contains itself before anything is decoded. Notes the widths on the way.
 */
final class Walk {
  private final String file;
  private final Map<Place, Integer> widths;
  private int values;

  /** Where a limit is passed. */
  record Excess(ConfigCode code, Place at, int limit) {}

  Walk(String file, Map<Place, Integer> widths) {
    this.file = file;
    this.widths = widths;
  }

  Optional<Excess> over(Node root) {
    return visit(root, 0);
  }

  private Optional<Excess> visit(Node node, int depth) {
    Place at = node.getStartMark().map(m -> Reading.place(file, m)).orElse(new Place(file, 1, 1));
    if (++values > Yaml.VALUES) {
      return Optional.of(new Excess(ConfigCode.TOO_COMPLEX, at, Yaml.VALUES));
    }
    if (depth > Yaml.DEPTH) {
      return Optional.of(new Excess(ConfigCode.TOO_DEEP, at, Yaml.DEPTH));
    }
    note(node, at);
    return switch (Nodes.real(node)) {
      case SequenceNode list -> items(list, depth + 1);
      case MappingNode mapping -> tuples(mapping, depth + 1);
      default -> Optional.empty();
    };
  }

  private Optional<Excess> items(SequenceNode list, int depth) {
    for (Node item : list.getValue()) {
      Optional<Excess> excess = visit(item, depth);
      if (excess.isPresent()) {
        return excess;
      }
    }
    return Optional.empty();
  }

  private Optional<Excess> tuples(MappingNode mapping, int depth) {
    for (NodeTuple tuple : mapping.getValue()) {
      Optional<Excess> excess =
          visit(tuple.getKeyNode(), depth).or(() -> visit(tuple.getValueNode(), depth));
      if (excess.isPresent()) {
        return excess;
      }
    }
    return Optional.empty();
  }

  /** A block mapping begins where its first key does: the key's width is the one to show. */
  private void note(Node node, Place at) {
    int width = node.getStartMark().flatMap(s -> node.getEndMark().map(e -> width(s, e))).orElse(1);
    if (node instanceof ScalarNode) {
      widths.put(at, width);
    } else {
      widths.putIfAbsent(at, width);
    }
  }

  private static int width(Mark start, Mark end) {
    return start.getLine() == end.getLine() ? Math.max(1, end.getColumn() - start.getColumn()) : 1;
  }
}
